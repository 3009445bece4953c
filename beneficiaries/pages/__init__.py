"""What the pages on règlements, people and requests show, one file for each noun."""
