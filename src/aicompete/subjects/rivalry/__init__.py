"""Rivalry: fear of losing, the efforts it calls forth on both sides, and the little that is governed together."""
