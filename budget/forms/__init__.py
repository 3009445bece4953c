"""What is typed about the budget, by noun; nothing is saved here."""
