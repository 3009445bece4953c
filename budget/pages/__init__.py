"""What the pages about the budget show, by noun."""
