"""Circulation: what becomes of carnets, from their order to their last pass used.

Owns the reminders sent to those who did not begin theirs. Reads: distribution, mediation. Refuses
a reminder of a carnet begun, unusable, reminded lately or followed by another structure.
"""
