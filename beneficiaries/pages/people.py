"""What the list of people and the page of a person show."""

import datetime as dt
from typing import Any

from accounts.enums import Permission, Role
from accounts.models import User
from beneficiaries import rules
from beneficiaries.models import Decision, Person
from beneficiaries.querysets import PersonQuerySet
from beneficiaries.tables import PersonTable
from common.formats import NBSP
from common.nir import NIR_SENTENCE, contains_nir


def people_page(people: PersonQuerySet, user: User, words: str) -> dict[str, Any]:
    """The people found by name or day of birth; a NIR is neither searched nor shown again."""
    has_nir = contains_nir(words)
    words = "" if has_nir else words
    found = people.matching(words).with_last_decision().select_related("commune")
    return {
        "table": PersonTable(found.order_by("sort_key", "pk")),
        "words": words,
        "has_nir": has_nir,
        "nir": NIR_SENTENCE,
        "count": people.count(),
        "is_distributor": user.acting is not None and user.acting.role == Role.DISTRIBUTOR,
        "can_register": user.can(Permission.PERSON_REGISTER),
        "none": _none(words),
    }


def person_page(person: Person, user: User, *, on: dt.date) -> dict[str, Any]:
    """A person with their requests, the decisions and the quotas."""
    decisions = Decision.objects.filter(request__person=person).select_related("request")
    return {
        "person": person,
        "age": rules.age_on(on, person.born_on),
        "decisions": decisions.order_by("-request__filed_on", "-pk"),
        "allowances": person.allowances.select_related("category").order_by("-starts_on", "pk"),
        "can_register": user.can(Permission.PERSON_REGISTER),
    }


def _none(words: str) -> str:
    if words:
        return f"Aucune personne pour «{NBSP}{words}{NBSP}»."
    return "Aucune personne n’est encore enregistrée."
