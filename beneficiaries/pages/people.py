"""What the list of people and the page of a person show."""

import datetime as dt
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from accounts.enums import Permission, Role
from accounts.models import User
from beneficiaries.models import Decision, Person
from common.lists import Listing


def people_page(listed: Listing, user: User) -> dict[str, Any]:
    """The last answers given to the people found."""
    number, found = len(listed.table.rows), listed.filters.qs.order_by().values("pk")
    own = Decision.objects.filter(request__person__in=found)
    newest_first = Window(
        RowNumber(), "request__person", (F("request__filed_on").desc(), F("pk").desc())
    )
    answers = (
        own.alias(rank=newest_first)
        .filter(rank=1)
        .aggregate(
            granted_count=Count("pk", filter=Q(granted=True)),
            refused_count=Count("pk", filter=Q(granted=False)),
        )
    )
    return {
        "is_distributor": user.acting is not None and user.acting.role == Role.DISTRIBUTOR,
        "can_register": user.can(Permission.PERSON_REGISTER),
        "reads_register": user.can(Permission.REGISTER_READ),
        "answers_rights": user.can(Permission.PERSON_RIGHTS),
        "none_count": number - sum(answers.values()),
        **answers,
    }


def person_page(person: Person, user: User, *, on: dt.date) -> dict[str, Any]:
    """A person with their requests, the decisions and the quotas."""
    decisions = Decision.objects.filter(request__person=person).select_related("request")
    return {
        "person": person,
        "age": person.age_on(on),
        "decisions": list(decisions.order_by("-request__filed_on", "-pk")),
        "allowances": person.allowances.select_related("category").order_by("-starts_on", "pk"),
        "can_register": user.can(Permission.PERSON_REGISTER) and not person.erased_on,
        "answers_rights": user.can(Permission.PERSON_RIGHTS) and not person.erased_on,
    }
