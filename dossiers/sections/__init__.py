"""The section of conventions in a programme file, with their avenants and occurrences."""

from dossiers.sections.conventions import SECTIONS

__all__ = ["SECTIONS"]
