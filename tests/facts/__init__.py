"""What the five deliberations say, a file each: every fact, and the page that shows it."""
