"""The pages of the use of carnets."""
