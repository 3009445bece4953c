"""Accounts: who signs in, for which organisation, in which role.

Owns: Organisation (the only legal person, shared by all programmes), User, Membership.
Reads: audit, to record its changes. Refuses: an act outside the one membership that a request
acts under.

Beside the usual files: adapter.py (how django-allauth and django-axes sign people in) and
sessions.py (how sessions are stored).
"""
