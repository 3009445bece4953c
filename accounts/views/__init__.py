"""What one does about one's own account; the colours of an authority."""
