"""Distribution: passes from their order to their hand-out to a person.

Owns: Depot, Order, Lot, Carnet, Pass, StockLine (the ledger), HandOut. Reads: accounts,
programmes, deliberations, places, beneficiaries. Refuses: the same number for two carnets or
passes, a ledger line whose source does not hold the range, a hand-out of more than the decision
grants.
"""
