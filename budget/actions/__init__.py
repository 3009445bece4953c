"""Every write of budget, by noun."""
