"""Allocation: how carnets are shared among the depots, and which of these sleep or run out.

Owns no row: it reads the ledger of `distribution`, and leads to the shipments of `movements`.
"""
