"""The pages of régies, one module a noun."""
