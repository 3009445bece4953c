"""Distribution: passes from the order to the hand of a person.

Owns: Depot, Order, Lot, Carnet, Pass, StockLine (the ledger), HandOut. Reads: accounts,
conventions, places, beneficiaries. Refuses: a number twice, a ledger line whose source does not
hold the range, a hand-out beyond its decision.
"""
