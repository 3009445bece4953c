"""Pages of dossiers, by noun."""
