"""Legitimacy: what powers do at home that others judge them by, and a world centre for the ethics of AI."""
