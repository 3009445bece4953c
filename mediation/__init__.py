"""Mediation: passes spent for sessions at a place.

Owns: Device, Redemption, RedeemedPass, IdempotencyKey, WrongCode. Reads: accounts, conventions,
places, distribution; never people. Refuses: a pass spent twice, by the database as well.
"""
