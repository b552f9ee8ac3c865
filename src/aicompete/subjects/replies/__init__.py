"""Replies: governments that answer what others did and what came of it."""
