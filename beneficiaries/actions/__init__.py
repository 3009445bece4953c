"""Every write on règlements, people and requests, one file for each noun."""
