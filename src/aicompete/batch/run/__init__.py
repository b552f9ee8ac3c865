"""Running a design: workers, the blocks handed to them, progress, and the model they run."""
