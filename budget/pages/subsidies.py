"""What the page of a subsidy shows."""

import datetime as dt
from typing import Any

from budget.enums import Side
from budget.models import Subsidy, SubsidyItem
from budget.readings import (
    ABANDONED,
    PAID,
    PAYMENT_STATE_FAMILIES,
    SETTLED,
    payment_state,
    report_state,
)
from common import formats
from common.formats import NOT_STATED, euros, percent_of, rate
from common.history import Step, by_day


def subsidy_page(subsidy: Subsidy, today: dt.date) -> dict[str, Any]:
    """The template context: the subsidy, the third party's budget, payments and report."""
    return {
        "subsidy": subsidy,
        "lead": subsidy_summary(subsidy),
        "strip": _key_facts(subsidy, today),
        "third_party": _third_party(subsidy),
        "public_share": public_share(subsidy),
        "sides": _sides(subsidy),
        "history": _history(subsidy),
    }


def _sides(subsidy: Subsidy) -> dict[str, list[SubsidyItem]]:
    """The third party's budget, side by side: each sub-total, then its posts."""
    items = list(subsidy.items.order_by("position"))
    sides = {"charges": Side.CHARGE, "resources": Side.RESOURCE}
    return {name: [one for one in items if one.side == side] for name, side in sides.items()}


def public_share(subsidy: Subsidy) -> str:
    """The public money among the third party's resources; empty when its budget names none."""
    public = [one.amount for one in subsidy.items.all() if one.is_public]
    return rate(sum(public), subsidy.third_party_budget) if public else ""


def subsidy_summary(subsidy: Subsidy) -> str:
    """A sentence on the amount of a subsidy and its payments."""
    share = percent_of(subsidy.amount, subsidy.third_party_budget)
    return (
        f"{euros(subsidy.amount)} à {subsidy.beneficiary.name}, soit {share} "
        f"de son budget de {euros(subsidy.third_party_budget)}. {_payment_summary(subsidy)}"
    )


def _payment_summary(subsidy: Subsidy) -> str:
    state = payment_state(subsidy)
    if state == ABANDONED:
        return "Elle est abandonnée\u00a0: tout est rendu à sa ligne."
    if state == SETTLED:
        back = euros(subsidy.commitment.released)
        return f"{euros(subsidy.paid)} sont payés, le reste ({back}) est rendu à sa ligne."
    if state == PAID:
        return "Elle est payée en entier."
    return f"Il reste {euros(subsidy.left)} à payer." if subsidy.paid else "Rien n’est encore payé."


def _key_facts(subsidy: Subsidy, today: dt.date) -> list[dict[str, str]]:
    word = payment_state(subsidy)
    family, said = report_state(subsidy, today)
    return [
        {"key": "État", "family": PAYMENT_STATE_FAMILIES[word], "word": word},
        {"key": "Montant", "value": euros(subsidy.amount)},
        {"key": "Payé", "value": euros(subsidy.paid)},
        {"key": "Bilan du tiers", "family": family, "word": said},
    ]


def _third_party(subsidy: Subsidy) -> list[dict[str, str]]:
    one = subsidy.beneficiary
    return [
        {"key": "Nom", "value": one.name},
        {"key": "À quel titre", "value": subsidy.beneficiary_quality or NOT_STATED},
        {"key": "SIRET", "value": formats.siret(one.siret) if one.siret else NOT_STATED},
        {"key": "Adresse", "value": one.address or NOT_STATED + "e"},
    ]


def _history(subsidy: Subsidy) -> list[Step]:
    """The events of a subsidy, by legal day, newest first."""
    steps: list[tuple[dt.date | None, str, str]] = [
        (subsidy.deliberation.session_on, "Subvention votée", str(subsidy.deliberation)),
        (subsidy.commitment.committed_on, "Crédits engagés", euros(subsidy.amount)),
        (subsidy.report_received_on, "Bilan du tiers reçu", ""),
    ]
    steps += [
        (one.paid_on, f"{euros(one.amount)} payés", f"mandat {one.mandat_number}")
        for one in subsidy.payments.all()
    ]
    steps += [
        (one.released_on, f"{euros(one.amount)} dégagés", one.reason)
        for one in subsidy.commitment.releases.all()
    ]
    return by_day(steps)
