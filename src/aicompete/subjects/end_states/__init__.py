"""End states: how a month would be called if the race ended there."""
