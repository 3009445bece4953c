"""The lists of the stock, one file for each noun."""
