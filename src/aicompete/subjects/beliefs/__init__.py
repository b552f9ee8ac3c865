"""Beliefs: what buyers expect of controls to come."""
