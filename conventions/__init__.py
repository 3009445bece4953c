"""Conventions: what was voted and agreed, and the money promised.

Owns: Programme, Participation, Calendar, Deliberation, Convention, Avenant, Clause, Obligation,
Plan, BudgetLine, Commitment, Subsidy. Reads: accounts. Refuses: two open avenants, a change of a
clause in force, a commitment beyond its budget line.
"""
