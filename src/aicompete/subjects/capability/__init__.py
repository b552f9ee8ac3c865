"""Capability: effective compute, software and what diffuses from the leader."""
