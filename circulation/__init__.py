"""Circulation: what becomes of carnets, from their order to their last pass used.

Owns nothing yet: it counts, and masks what tells of too few people.
"""
