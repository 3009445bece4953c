"""Forms about the budget, by noun."""
