"""Findings: what does not hold between texts, plans, budget lines and payments.

Owns what staff accepted of it. Reads conventions, plans, lines and occurrences; higher floors add
their checks with `findings.readings.register`.
"""
