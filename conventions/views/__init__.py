"""Pages about votes, agreements, the money promised and what falls due."""
