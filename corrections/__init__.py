"""Corrections: what was wrongly entered of a signed text, put right by two people, on record.

Owns corrections. Reads conventions, and writes the later row of a text that a correction makes.
Refuses that one person proposes and decides, and that a signature on which others stand never was.
"""
