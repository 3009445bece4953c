"""What the pages about financing show, by noun."""
