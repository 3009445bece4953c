"""The programme of a file: its votes, its agreements and its money."""

from conventions.loading import acceptances, agreements, budget, founding, plans, subsidies

SECTIONS = [
    *founding.SECTIONS,
    *agreements.SECTIONS,
    *plans.SECTIONS,
    *budget.SECTIONS,
    *subsidies.SECTIONS,
    *acceptances.SECTIONS,
]
