"""The programme of a file: its votes, its agreements and its money."""

from conventions.loading import agreements, founding, money

SECTIONS = [*founding.SECTIONS, *agreements.SECTIONS, *money.SECTIONS]
