"""Places: where passes are spent.

Owns: Epci, Commune, Structure, Place, Qualification. Reads: accounts, programmes.
Refuses: two qualifications of a place by one programme on the same day.
"""
