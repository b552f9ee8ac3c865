"""Charts as plain data for Apache ECharts: what is drawn is decided here, and tested without a browser."""
