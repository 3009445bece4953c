"""Stock accounts: what a comptable asks of the valeurs inactives of a depot over a period.

Owns no row: the compte d’emploi and the bordereau are read from the ledger of `distribution`, by
the sums of the pages of the stock. Refuses a period that has not begun.
"""
