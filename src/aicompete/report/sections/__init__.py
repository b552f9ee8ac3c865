"""Parts of a report that are the same whatever it is about: each a function from results to a section."""
