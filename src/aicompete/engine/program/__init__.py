"""The month as one compiled program: traced from the mechanisms, written as vector code, kept on disk."""
