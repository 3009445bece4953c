"""Invariants: what is always true of the rows of a programme, compared each night and on demand.

Owns the checks, each with what it found. Reads the rows of every floor, and writes to none.
"""
