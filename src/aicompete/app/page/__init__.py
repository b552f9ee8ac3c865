"""The page itself: what stands where and what happens on a click. The only files that know the framework."""
