"""Incidents: carnets that were handed out, then lost or stolen: none of their passes is spent any
more, until they are found.

Owns the blocks. Refuses a carnet in stock, whose loss the ledger keeps.
"""
