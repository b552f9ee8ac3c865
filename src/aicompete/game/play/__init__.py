"""A game at a table: turns of a quarter, seats that see through fog, one world that happens, and a log that replays."""
