"""Sampling: what a controller looks at is drawn by lot, and the draw can be done again by anybody.

Owns the draws. Reads hand-outs and the ledger as they were recorded at the end of a day. Refuses to
change or remove a draw: who draws again until it suits them is seen.
"""
