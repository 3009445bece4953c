"""Pages of the app, by noun."""
