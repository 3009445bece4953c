"""Pages of conventions, by noun."""
