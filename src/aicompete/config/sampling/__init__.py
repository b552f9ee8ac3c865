"""Values of the assumptions, run by run, and points of sampled designs."""
