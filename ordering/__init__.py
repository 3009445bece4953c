"""Ordering: passes from the market and the order to the reception of each lot.

Owns no row: what is ordered lies in `distribution`, which keeps it once it is in stock.
"""
