"""Sections of a programme file about the budget, by noun."""

from budget.sections import budget_lines, subsidies

SECTIONS = [*budget_lines.SECTIONS, *subsidies.SECTIONS]
