"""What the pages of the stock show, one file for each noun."""
