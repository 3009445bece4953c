"""Pages about financing, by noun."""
