"""Every write of deadlines, by noun."""
