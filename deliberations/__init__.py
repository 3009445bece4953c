"""Deliberations: what the assembly votes, what a vote cites and heard, the calendar it decides.

Owns deliberations, their visas and opinions, and the calendars of passes, which are in force
without a signature. Reads programmes. What stands on a vote belongs to the floors above.
"""
