"""Findings: what does not hold between texts, plans, budget lines and payments.

Owns the acceptances of findings; findings themselves are computed, never stored. Reads conventions,
plans, budget lines and occurrences; higher apps add checks with `findings.readings.register`.
"""
