"""What régies hold, and how much they may."""
