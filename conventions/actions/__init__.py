"""Every write of conventions, by noun."""
