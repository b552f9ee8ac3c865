"""The results folder: what is written there, how it is checked and continued, and how it is read."""
