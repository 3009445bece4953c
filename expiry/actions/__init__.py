"""Writes of the end of a validity: milestones and answers, the statement, the credit note."""
