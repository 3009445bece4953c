"""Finance: what was paid, and what each funder owes for it.

Owns: Expense. Reads: conventions, distribution, mediation. Refuses: an amount claimed on two
bases as one number.
"""
