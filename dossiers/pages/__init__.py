"""What the pages of dossiers show, by noun."""
