"""What finance computes from its rows; nothing here writes."""
