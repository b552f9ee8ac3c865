"""What is to be run: points, draws and replicates, numbered as runs and cut into blocks. Nothing is written."""
