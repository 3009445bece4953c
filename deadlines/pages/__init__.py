"""What the pages of deadlines show, by noun."""
