"""What the pages of orders show, one file for each noun."""
