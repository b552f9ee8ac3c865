"""Compute: the fleet of chips that is owned, smuggled, rented and used."""
