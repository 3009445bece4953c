"""What is counted of the use of carnets."""
