"""Pages about the budget, by noun."""
