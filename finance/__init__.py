"""Finance: the expenses of a programme, and what each funder owes for them.

Owns: Expense, Payment. Reads: programmes, conventions, findings, distribution, mediation.
Refuses: to add up amounts that funders count on different bases.
"""
