"""The journal: who did what to what, when, from where.

Owns: Event. Reads: nothing. Every action writes to it, in its transaction. Refuses: any change of
an event.

Beside the usual files: actors.py (who acts) and journal.py (record an event, read them back).
"""
