"""Standards: installed bases of the technology stacks, adoption, forums."""
