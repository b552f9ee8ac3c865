"""Power for AI sites: grid, queue, connections."""
