"""The forms of the stock, one file for each noun."""
