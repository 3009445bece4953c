"""Ordering: passes from the market and the order to the reception of each lot.

Owns the steps of a lot and the costs of an order; what is ordered, and its market, lie in
`distribution`, which keeps them once they are in stock.
"""
