"""Firms: revenue, research, compliance."""
