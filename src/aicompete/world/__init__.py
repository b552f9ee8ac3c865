"""The world: state classes, building the world from data, and the data."""
