"""Chip fabrication: wafers, packaging, memory and tools, and the investment in them."""
