"""Programmes: the programme of a département or région, and who takes part in it.

Owns the programme with the parameters that no text fixes, the organisations that take part in it,
and the programme in use of a request. Reads accounts. Refuses: a password made of names that one
knows the person by.
"""
