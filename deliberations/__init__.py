"""Deliberations: the texts that the assembly votes, with what they cite and decide.

Owns deliberations, their visas (what they cite), the opinions of committees, the votes of groups,
and the calendars of passes, which are in force without a signature. Reads programmes and files.
"""
