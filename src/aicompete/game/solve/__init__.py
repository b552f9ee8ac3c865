"""Solutions of games: pure functions of arrays of payoffs, which know no model."""
