"""Every write of mediation, by what is written."""
