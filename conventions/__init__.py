"""Conventions: what is agreed with a funder, its avenants, and what is in force on a day.

Owns conventions, avenants, parties, clauses and obligations. A value keeps its day of effect and
the instant it was recorded: as of a day, as known at another, is one query. Reads deliberations.
"""
