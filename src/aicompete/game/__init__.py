"""Games over the model: moves as data, payoffs from ensembles, equilibria with their noise, and play at a table."""
