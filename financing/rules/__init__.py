"""Rules about financing, by noun."""
