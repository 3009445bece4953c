"""What a count finds, read from the ledger and from what was counted."""
