"""Pictures of a studied game and of a play."""
