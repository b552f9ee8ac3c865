"""Reading YAML: nodes with file and line, fields, dates, units, nearest names, collected problems."""
