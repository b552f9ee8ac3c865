"""Politics at home: money and power, public support, and the chain from technology to rules abroad."""
