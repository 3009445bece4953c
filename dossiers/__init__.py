"""Dossiers: the pages of a convention, an avenant or a deliberation, with all that concerns it.

Owns no row: these pages, the timeline of deliberations, the acts that change several apps at once
(sign a text and plan its occurrences, end it, correct a deliberation), the section `conventions`
of a programme file.
"""
