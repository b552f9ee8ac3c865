"""Interactive pictures, made with Plotly from results alone."""
