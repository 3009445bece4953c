"""The pages on règlements, people and requests, one file for each noun."""
