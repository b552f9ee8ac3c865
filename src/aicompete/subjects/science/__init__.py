"""Science: a mission that joins data, supercomputers and AI, and the public science beside it."""
