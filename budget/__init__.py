"""Budget: lines of the authority's budget, what is committed on them, subsidies to third parties.

Owns budget lines and their phases, commitments and their releases, and the subsidies that the
authority pays. Reads deliberations. Floors above write a commitment for their own facts.
"""
