"""Budget: lines of the authority's budget, what is committed on them, subsidies to third parties.

Owns budget lines and their phases, commitments and their releases, and the subsidies that the
authority pays. Reads deliberations. Apps above add commitments for their own facts.
"""
