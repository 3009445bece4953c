"""What the list of people and the page of a person show."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q

from accounts.enums import Permission, Role
from accounts.models import User
from beneficiaries import rules
from beneficiaries.models import Decision, Person
from beneficiaries.querysets import PersonQuerySet


def people_page(people: PersonQuerySet, found: PersonQuerySet, user: User) -> dict[str, Any]:
    """How many people the user sees, and the last answers given to those found."""
    own = Decision.objects.filter(request__person__in=found.order_by().values("pk"))
    newest_first = own.order_by("request__person", "-request__filed_on", "-pk")
    last = newest_first.distinct("request__person")
    answers = Decision.objects.filter(pk__in=last.values("pk")).aggregate(
        granted_count=Count("pk", filter=Q(granted=True)),
        refused_count=Count("pk", filter=Q(granted=False)),
    )
    return {
        "total": people.count(),
        "is_distributor": user.acting is not None and user.acting.role == Role.DISTRIBUTOR,
        "can_register": user.can(Permission.PERSON_REGISTER),
        "none_count": found.count() - sum(answers.values()),
        **answers,
    }


def person_page(person: Person, user: User, *, on: dt.date) -> dict[str, Any]:
    """A person with their requests, the decisions and the quotas."""
    decisions = Decision.objects.filter(request__person=person).select_related("request")
    return {
        "person": person,
        "age": rules.age_on(on, person.born_on),
        "decisions": list(decisions.order_by("-request__filed_on", "-pk")),
        "allowances": person.allowances.select_related("category").order_by("-starts_on", "pk"),
        "can_register": user.can(Permission.PERSON_REGISTER),
    }
