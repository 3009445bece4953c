"""Hand-outs, all of them: found by what people type, counted net of what was taken back.

Owns no row: it reads the hand-outs and the ledger of `distribution`, and names people only to who
may read them.
"""
