"""Everything that changes a programme, its agreements and its money."""

from conventions.actions import agreements, money, programmes

__all__ = ["agreements", "money", "programmes"]
