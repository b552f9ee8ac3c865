"""Offers: what the powers put on the table for every nation."""
