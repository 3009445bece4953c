"""What the pages of régies show, one module a noun."""
