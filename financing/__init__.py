"""Financing: who pays what of a plan, at which perimeter, and the simulator of the 2019 call.

Owns financing plans with their posts and resources. Reads the conventions that they finance.
"""
