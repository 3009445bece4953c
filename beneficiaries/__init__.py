"""Beneficiaries: who is entitled, by which rule, on which day of filing.

Owns: ReglementVersion, Category, Establishment, Person, Request, Decision, Allowance. Reads:
accounts, programmes, deliberations, places. Refuses: a NIR, a change of a decision, passes beyond
the ceiling.
"""
