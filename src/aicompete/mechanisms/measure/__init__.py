"""What is measured each month: one file of metrics per subject."""
