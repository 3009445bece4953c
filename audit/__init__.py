"""The journal: who did what to what, when, from where.

Owns: Event. Reads: nothing. Written by every action, in its transaction; refuses change.
"""
