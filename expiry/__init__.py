"""Expiry: what is done as an order of passes comes to the end of its validity.

Owns the milestones with their counts, what the keepers of the stores answer, the statement of what
was not spent, the credit note and the decisions that put an end off. Refuses to strike off carnets
whose passes may still be received, and to put off an end once they are struck off.
"""
