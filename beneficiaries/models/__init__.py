"""The models of the règlement, of people and of their requests, one file for each noun."""

from beneficiaries.models.categories import Category
from beneficiaries.models.establishments import Establishment
from beneficiaries.models.people import Person
from beneficiaries.models.reglements import ReglementVersion
from beneficiaries.models.requests import Allowance, Decision, Request

__all__ = [
    "Allowance",
    "Category",
    "Decision",
    "Establishment",
    "Person",
    "ReglementVersion",
    "Request",
]
