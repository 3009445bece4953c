"""The rules of redemption, on values only: no database, no clock."""
