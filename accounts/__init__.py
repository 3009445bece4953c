"""Accounts: who signs in, for which organisation, in which role.

Owns: Organisation (the only legal person, shared by all programmes), User, Membership, Letter (a
letter with a link to choose a password, or with news of an account), SignIn (a session), Identity
(who a person is at an OpenID Connect provider), FactorReset (a lost second factor, taken away by
two people).
Reads: audit, to record its changes. Refuses: an act outside the one membership that a request
acts under.

Beside the usual files: allauth_adapter.py (how django-allauth and django-axes sign people in),
session_store.py (how sessions are stored), sign_in_limits.py (how many wrong passwords and codes
are borne), second_factors.py (secrets, codes and recovery codes of a second factor), passkeys.py
(what a browser answers for one), kept_fields.py (what was typed when a session was over),
sealed_search.py (the words of a search for people, sealed in the address), email_links.py (links
that confirm an address), password_links.py (links to choose a password); for an OpenID Connect
provider, provider_client.py (how it knows this site), provider.py (what it is asked),
id_tokens.py (what it signs) and provider_sessions.py (what a session keeps of it).
"""
