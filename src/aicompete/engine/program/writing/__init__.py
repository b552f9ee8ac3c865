"""The graph as text in LLVM's language."""
