"""Every write of deliberations, by noun."""
