"""Who reads the journal of the programme of a convention."""

from tests.reporting.conftest import acting, convention, programme

__all__ = ["acting", "convention", "programme"]
