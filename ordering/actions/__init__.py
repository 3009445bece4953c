"""Every write of an order until it is received, one file for each noun."""
