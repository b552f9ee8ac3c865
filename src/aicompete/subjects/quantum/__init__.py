"""Quantum: a long shot at computing, and sensing that shifts the military balance."""
