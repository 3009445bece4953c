"""Every write on organisations, users and their memberships, one file for each noun."""
