"""What the pages of conventions show, by noun."""
