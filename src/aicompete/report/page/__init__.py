"""The page: a template, its style, and how a document is put into it."""
