"""The pages of the stock, one file for each noun."""
