"""Counts: the carnets of a store, counted and compared with its ledger at an instant.

Owns the counts, the numbers found and the explanations of gaps. Freezes no carnet: what moves
meanwhile is shown apart. Refuses to close with a gap that nobody explained, and to change the sheet
of a count that is closed.
"""
