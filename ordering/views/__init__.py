"""The pages of orders, one file for each noun."""
