"""Every write of the budget, by noun."""
