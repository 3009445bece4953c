"""Printing: the files of codes for the printer of a lot, each asked by one person, agreed to by
another, encrypted to the printer's key and taken once.

Owns print files, never what they hold: codes are computed again from the keys. Refuses a lot in
service, and a second file while one waits.
"""
