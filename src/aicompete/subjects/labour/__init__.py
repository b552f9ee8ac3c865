"""Labour: entry-level office work that AI takes, retraining, and new jobs."""
