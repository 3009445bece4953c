"""Every write on régies, one module a noun."""
