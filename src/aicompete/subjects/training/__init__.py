"""Training: learning that is spread over sites, and public data as an input."""
