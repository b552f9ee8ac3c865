"""Safety: rules on AI, precaution in the race, incidents, tests, warnings and brakes."""
