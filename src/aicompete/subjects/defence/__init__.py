"""Defence: arms programmes that run late, and for want of what."""
