"""The organisations that an authority knows, from the sources that the apps above register; who
administers them; the open sessions of a person.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.enums import MembershipState, Role
from accounts.models import Organisation, SignIn, User
from accounts.session_store import real_now
from common.sort_key import in_reading_order

Source = Callable[[Organisation], QuerySet[Any]]
_SOURCES: list[Source] = []


def register_organisations(source: Source) -> None:
    """Register a source, which gives the ids of the organisations that an app names for one."""
    _SOURCES.append(source)


def organisations_known_to(authority: Organisation) -> QuerySet[Organisation]:
    """The authority, and the organisations that its programmes name: funders, parties…"""
    known = Q(pk=authority.pk)
    for source in _SOURCES:
        known |= Q(pk__in=source(authority))
    return in_reading_order(Organisation.objects.filter(known), "name", "pk")


def administrators_of(organisations: Any) -> QuerySet[User]:
    """Who gives the roles in these organisations."""
    found = User.objects.filter(
        memberships__role=Role.ADMINISTRATOR,
        memberships__state=MembershipState.IN_USE,
        memberships__organisation__in=organisations,
    )
    return found.order_by("pk").distinct()


def has_come(user: User) -> bool:
    """Whether an invitation was accepted: something opens the account."""
    return user.has_usable_password() or user.identities.exists()


def open_sign_ins(user: User) -> QuerySet[SignIn]:
    """The sessions of a person that still open the account, the last seen first."""
    now = real_now()
    rows = user.sign_ins.filter(expire_date__gt=now, seen_at__gt=now - user.idle_limit)
    return rows.order_by("-seen_at", "pk")
