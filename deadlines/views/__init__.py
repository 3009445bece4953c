"""Pages of deadlines, by noun."""
