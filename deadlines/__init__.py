"""Deadlines: when each obligation of a convention falls due, who sees to it, what shows it was met.

Owns occurrences of obligations, their proofs, the reminders sent by e-mail and the calendar feeds.
Reads conventions.
"""
