"""Mediation: passes redeemed for sessions at a place.

Owns: Device, Redemption, RedeemedPass, IdempotencyKey, WrongCode. Reads: accounts, programmes,
deliberations, places, distribution; never people. Refuses: a pass spent twice; the database
refuses it too.
"""
