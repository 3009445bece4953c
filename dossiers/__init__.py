"""Dossiers: a convention, an avenant or a deliberation read with all that stands on it.

Owns no row: their pages, the chain of deliberations, the acts that change several apps at once
(sign and plan the occurrences, close, correct a vote), the section `conventions` of a file.
"""
