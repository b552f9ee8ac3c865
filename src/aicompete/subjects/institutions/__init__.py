"""Institutions: clubs that nations join and leave, and who leads where the USA does not."""
