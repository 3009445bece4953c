"""Movements: carnets sent from a store to another and counted there, declared lost, or corrected.

Owns no row: what the keepers of the stores do with the carnets that `distribution` keeps. Refuses
to receive what was not sent, and to settle twice what was not received.
"""
