"""What the pages of roles and of organisations show."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from accounts.enums import SEPARATIONS, MembershipState, ResetState, Role, needs_two_people
from accounts.models import FactorReset, Membership, Organisation, User
from accounts.querysets import MembershipQuerySet
from accounts.readings import has_come
from accounts.second_factors import factors_of
from common import formats
from common.form_pages import Settled
from programmes.enums import ProgrammeFileState
from programmes.querysets import KIND_OF_ROLE, roles_in
from programmes.tables import FAMILIES

WAITING = Q(state=MembershipState.PROPOSED)
IN_USE = Q(state=MembershipState.IN_USE)


def roles_page(roles: MembershipQuerySet) -> dict[str, Any]:
    """How many people hold a role, how many roles wait, how many people have not come yet."""
    return roles.order_by().aggregate(
        people=Count("user", IN_USE, distinct=True),
        waiting=Count("pk", WAITING),
        unseen=Count("user", IN_USE & Q(user__last_login=None), distinct=True),
    )


def holder_page(holder: User, reader: User, authority: Organisation) -> dict[str, Any]:
    """The roles of a person, the last given first, each with the acts open to the reader: one reads
    all of one's own.
    """
    seen = Membership.objects.all() if holder == reader else roles_in(authority)
    rows = seen.filter(user=holder).select_related("organisation", "granted_by", "decided_by")
    reset = _reset(holder, reader)
    return {
        "holder": holder,
        "has_come": has_come(holder),
        "roles": [_role(row, reader) for row in rows.order_by("-granted_at", "-pk")],
        "is_self": holder == reader,
        "factor": factors_of(holder).first(),
        "factor_reset": reset,
        "can_propose_reset": holder != reader and not reset.get("is_waiting"),
    }


def settled_organisation(organisation: Organisation) -> Settled:
    """What is said of an organisation that runs a programme of its own."""
    said = f"{organisation.name} conduit un programme\u00a0: son administrateur la modifie."
    url = reverse("programmes:organisations")
    return Settled("Modifier l’organisation", said, url, "Revenir aux organisations")


def _reset(holder: User, reader: User) -> dict[str, Any]:
    """The last time that somebody asked for the second factor to be taken away, if ever."""
    rows = holder.factor_resets.select_related("proposed_by", "decided_by")
    row = rows.order_by("-proposed_at", "-pk").first()
    if row is None:
        return {}
    is_waiting = row.state == ResetState.PROPOSED
    people = {row.proposed_by_id, row.user_id}
    return {"row": row, "is_waiting": is_waiting, "can_confirm": reader.pk not in people}


def _role(row: Membership, reader: User) -> dict[str, Any]:
    is_waiting = row.state == MembershipState.PROPOSED
    return {
        "row": row,
        "role": row.get_role_display(),
        "family": FAMILIES[MembershipState(row.state)],
        "word": row.get_state_display().lower(),
        "then": _then(row),
        "can_confirm": is_waiting and row.granted_by_id != reader.pk != row.user_id,
        "can_refuse": is_waiting,
        "can_end": row.is_in_use and row.user_id != reader.pk,
        "can_leave": row.is_in_use and row.user_id == reader.pk and len(reader.held) > 1,
    }


def _then(row: Membership) -> str:
    """What became of a role that is no longer open."""
    if row.ended_at:
        return f"terminé le {formats.day_short(row.ended_at)}"
    if row.state == MembershipState.REFUSED:
        return f"refusé le {formats.day_short(row.decided_at)}, par {row.decided_by}"
    return ""


def awaited_agreements(
    reader: User, authority: Organisation
) -> Iterator[tuple[str, str, str, str]]:
    """What another administrator proposed, and waits for the reader: a word, the act, its page, and
    by whom and since when.
    """
    roles = roles_in(authority).filter(WAITING).exclude(granted_by=reader).exclude(user=reader)
    for role in roles.select_related("granted_by").order_by("granted_at", "pk"):
        act = f"Confirmer un rôle\u00a0: {role.get_role_display().lower()}, {role.user}"
        url = reverse("programmes:confirm-role", args=[role.public_id])
        why = _proposed(role.granted_by, role.granted_at)
        yield "à confirmer", act, url, f"{role.organisation}. {why}"
    sent = authority.programme_files.filter(state=ProgrammeFileState.PROPOSED)
    for file in (
        sent.exclude(proposed_by=reader).select_related("proposed_by").order_by("proposed_at", "pk")
    ):
        url = reverse("programme-file", args=[file.public_id])
        why = _proposed(file.proposed_by, file.proposed_at)
        yield "à confirmer", f"Lire et charger un fichier\u00a0: {file}", url, why
    resets = FactorReset.objects.filter(
        state=ResetState.PROPOSED, user__in=roles_in(authority).order_by().values("user")
    )
    others = resets.exclude(proposed_by=reader).exclude(user=reader)
    for reset in others.select_related("user", "proposed_by").order_by("proposed_at", "pk"):
        act = f"Confirmer le retrait d’un second facteur\u00a0: {reset.user}"
        url = reverse("programmes:confirm-factor-reset", args=[reset.public_id])
        yield "à confirmer", act, url, _proposed(reset.proposed_by, reset.proposed_at)


def _proposed(by: User | None, at: dt.datetime) -> str:
    return f"Proposé par {by or 'le système'} le {formats.day(at)}."


def holding_both(row: Membership) -> list[str]:
    """What a role becomes beside the other one that the person holds in the same structure."""
    kinds = set(KIND_OF_ROLE) - {Role(row.role)}
    others = row.user.memberships.in_use().filter(organisation=row.organisation, role__in=kinds)
    if row.role not in KIND_OF_ROLE or not others.exists():
        return []
    return [
        "Cette personne y est distributeur et médiateur. Elle n’encaissera jamais les pass des "
        "carnets qu’elle remet, et «\u00a0À surveiller\u00a0» la nommera."
    ]


def settled(row: Membership) -> Settled:
    """What a role became, for an act that is no longer open."""
    who = row.decided_by or row.granted_by or "le système"
    on = formats.day(row.ended_at or row.decided_at or row.granted_at)
    said = {
        MembershipState.PROPOSED: f"Proposé le {on} par {who}, il attend d’être confirmé.",
        MembershipState.IN_USE: f"Il est en cours depuis le {on}, donné par {who}.",
        MembershipState.REFUSED: f"Il a été refusé le {on} par {who}.",
        MembershipState.ENDED: f"Il est terminé depuis le {on}.",
    }[MembershipState(row.state)]
    back = reverse("programmes:role-holder", args=[row.user.public_id])
    return Settled(f"{row.get_role_display()} – {row.user}", said, back, f"Revenir à {row.user}")


def settled_reset(row: FactorReset) -> Settled:
    """What became of the second factor that somebody asked to be taken away."""
    act = "retiré" if row.state == ResetState.DONE else "gardé"
    said = f"Second facteur {act} le {formats.day(row.decided_at)}, par {row.decided_by}."
    back = reverse("programmes:role-holder", args=[row.user.public_id])
    return Settled(f"Second facteur {formats.of(row.user)}", said, back, f"Revenir à {row.user}")


def separations_page() -> dict[str, Any]:
    """The whole policy: which roles one person never holds together, which are given by two."""
    return {
        "separations": [
            {
                "one": _named(one.one),
                "other": _named(one.other),
                "reason": one.reason,
                "may_be_lifted": one.may_be_lifted,
            }
            for one in SEPARATIONS
        ],
        "given_by_two": _named(frozenset(role for role in Role if needs_two_people(role))),
    }


def _named(roles: frozenset[Role]) -> list[str]:
    return [role.label for role in Role if role in roles]
