"""Retention: how long the data of a person are kept, their erasure, and the copy given to them.

Owns no row: what it erases is of `beneficiaries` and `distribution`. Refuses to erase while a
carnet handed out can still be spent, or while a request waits.
"""
