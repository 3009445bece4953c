"""What the pages of the use of carnets show."""
