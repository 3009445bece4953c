"""Accounts: who signs in, for which organisation, in which role.

Owns: Organisation (the only legal person, shared by all programmes), User, Membership.
Reads: nothing. Refuses: an act outside the one membership that a request acts under.
"""
