"""The fifty states: laws of their own, a federal standard that may override them, and courts in between."""
