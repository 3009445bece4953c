"""Every write of the stock, one file for each noun."""
