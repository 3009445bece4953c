"""What conventions say, computed from their rows; nothing is written."""
