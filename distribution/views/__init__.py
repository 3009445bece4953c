"""Pages about stock and the counter."""
