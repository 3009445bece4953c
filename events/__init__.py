"""Events: the journal of a programme as it is read, with the French name of each act.

Owns no row: `audit` writes them. Reads who belongs to the programme, to show what they did of their
accounts. Refuses nothing.
"""
