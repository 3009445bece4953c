"""Sections of a programme file about conventions, with all that hangs on them."""

from dossiers.sections.conventions import SECTIONS

__all__ = ["SECTIONS"]
