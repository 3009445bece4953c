"""The forms of orders, one file for each noun."""
