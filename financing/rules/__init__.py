"""Pure rules about financing, by noun."""
