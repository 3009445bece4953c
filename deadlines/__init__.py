"""Deadlines: occurrences of obligations, who is responsible for each, what proves that it was met.

Owns occurrences of obligations, their proofs, the reminders sent by e-mail and the calendar feeds.
Reads conventions. Refuses a move that the state of an occurrence does not allow.
"""
