"""How this world applies the rules: one file per subject."""
