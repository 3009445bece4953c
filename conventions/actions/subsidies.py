"""Subsidies paid to third parties."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import day, euros
from common.saving import check_and_save
from conventions.actions.budget import NotAnAmount, take
from conventions.actions.plans import Unbalanced
from conventions.actions.programmes import AlreadyRecorded
from conventions.enums import Side
from conventions.models import (
    BudgetLine,
    Deliberation,
    Programme,
    Subsidy,
    SubsidyItem,
    SubsidyPayment,
)
from conventions.rules import wrong_sum


class AboveBudget(Refusal):
    """A subsidy exceeds the third party's whole budget."""

    code = "above_third_party_budget"


class ElsewhereLine(Refusal):
    """The line or the vote belongs to another programme."""

    code = "line_of_another_programme"


class OverSubsidy(Refusal):
    """What is paid would exceed the subsidy."""

    code = "over_subsidy"


class MandatKnown(Refusal):
    """The same mandat was already recorded for this subsidy."""

    code = "mandat_known"


class PaidBeforeCommitted(Refusal):
    """The day of a payment precedes that of the commitment."""

    code = "paid_before_committed"


class ReportKnown(Refusal):
    """The report is already said to be received that day."""

    code = "report_known"


class ReportEarly(Refusal):
    """The report comes before the vote of the subsidy."""

    code = "report_before_vote"


@dataclass(frozen=True, slots=True)
class SubTotal:
    """A sub-total of a third party's budget; its posts, when known, make its amount."""

    side: Side
    label: str
    amount: Decimal
    posts: Sequence[tuple[str, Decimal]] = ()


class SubsidyFacts(TypedDict):
    deliberation: Deliberation
    beneficiary: Organisation
    purpose: str
    amount: Decimal
    third_party_budget: Decimal
    report_due_on: NotRequired[dt.date | None]


@transaction.atomic
def record(
    programme: Programme,
    *,
    line: BudgetLine,
    sub_totals: Sequence[SubTotal],
    on: dt.date,
    by: Actor,
    at: dt.datetime,
    **facts: Unpack[SubsidyFacts],
) -> Subsidy:
    """Keep a subsidy paid to a third party: it takes its amount on the line.

    Refuses a third party's budget whose posts, charges or resources do not add up.
    """
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    same = programme.subsidies.filter(
        deliberation=facts["deliberation"], beneficiary=facts["beneficiary"]
    )
    if same.exists():
        raise AlreadyRecorded("Cette subvention est déjà enregistrée.", field="beneficiary")
    _check_facts(programme, line, facts)
    _check_third_party_budget(facts["third_party_budget"], sub_totals)
    commitment = take(line, amount=facts["amount"], on=on, subject=facts["purpose"], by=by, at=at)
    subsidy = Subsidy(programme=programme, commitment=commitment, **facts)
    check_and_save(subsidy)
    for position, sub_total in enumerate(sub_totals, 1):
        _write_sub_total(subsidy, position, sub_total)
    journal.record("subsidy.recorded", subsidy, by=by, at=at, programme_id=programme.pk)
    return subsidy


@transaction.atomic
def pay(
    subsidy: Subsidy,
    *,
    on: dt.date,
    amount: Decimal,
    mandat_number: str,
    by: Actor,
    at: dt.datetime,
) -> SubsidyPayment:
    """Keep a payment; all of them never exceed the subsidy, and a mandat counts once."""
    subsidy = Subsidy.objects.select_for_update(of=("self",)).get(pk=subsidy.pk)
    _check_payment(subsidy, on, amount, mandat_number)
    payment = SubsidyPayment(
        subsidy=subsidy, paid_on=on, amount=amount, mandat_number=mandat_number
    )
    check_and_save(payment)
    journal.record(
        "subsidy.paid",
        payment,
        by=by,
        at=at,
        programme_id=subsidy.programme_id,
        amount=str(amount),
    )
    return payment


@transaction.atomic
def receive_report(subsidy: Subsidy, *, on: dt.date, by: Actor, at: dt.datetime) -> Subsidy:
    """The third party reported on a day; another day corrects it, and the journal keeps both."""
    subsidy = Subsidy.objects.select_for_update(of=("self",)).get(pk=subsidy.pk)
    was = subsidy.report_received_on
    if was == on:
        raise ReportKnown(f"Le bilan est déjà noté reçu le {day(on)}.", field="on")
    if on < subsidy.deliberation.session_on:
        raise ReportEarly(
            f"Le bilan ne peut précéder le vote ({day(subsidy.deliberation.session_on)}).",
            field="on",
        )
    subsidy.report_received_on = on
    subsidy.save()
    journal.record(
        "subsidy.reported",
        subsidy,
        by=by,
        at=at,
        programme_id=subsidy.programme_id,
        before=was.isoformat() if was else "",
        after=on.isoformat(),
    )
    return subsidy


def _check_facts(programme: Programme, line: BudgetLine, facts: SubsidyFacts) -> None:
    elsewhere = {line.programme_id, facts["deliberation"].programme_id} != {programme.pk}
    if elsewhere:
        raise ElsewhereLine("Cette ligne ou cette délibération est d’un autre programme.")
    if facts["amount"] > facts["third_party_budget"]:
        raise AboveBudget(
            f"La subvention ({euros(facts['amount'])}) dépasse le budget du tiers "
            f"({euros(facts['third_party_budget'])}).",
            field="amount",
        )


def _check_payment(subsidy: Subsidy, on: dt.date, amount: Decimal, mandat_number: str) -> None:
    if amount <= 0:
        raise NotAnAmount("Un paiement est d’un montant positif.", field="amount")
    if subsidy.payments.filter(mandat_number=mandat_number).exists():
        raise MandatKnown(
            f"Le mandat {mandat_number} est déjà enregistré pour cette subvention.",
            field="mandat_number",
        )
    committed_on = subsidy.commitment.committed_on
    if on < committed_on:
        raise PaidBeforeCommitted(
            f"Le paiement ({day(on)}) doit suivre l’engagement ({day(committed_on)}).", field="on"
        )
    paid = subsidy.paid
    if paid + amount > subsidy.amount:
        raise OverSubsidy(
            f"Il reste {euros(subsidy.amount - paid)} à payer sur {euros(subsidy.amount)}. "
            f"Ce paiement est de {euros(amount)}.",
            field="amount",
        )


def _check_third_party_budget(budget: Decimal, sub_totals: Sequence[SubTotal]) -> None:
    for side, noun in ((Side.CHARGE, "charge"), (Side.RESOURCE, "recette")):
        amounts = [one.amount for one in sub_totals if one.side == side]
        if sentence := wrong_sum(amounts, budget, noun, "le budget du tiers annonce"):
            raise Unbalanced(sentence, field="sub_totals")
    for one in sub_totals:
        amounts = [amount for _, amount in one.posts]
        stated = f"«\u00a0{one.label}\u00a0» annonce"
        if one.posts and (sentence := wrong_sum(amounts, one.amount, "poste", stated)):
            raise Unbalanced(sentence, field="sub_totals")


def _write_sub_total(subsidy: Subsidy, position: int, one: SubTotal) -> None:
    row = SubsidyItem.objects.create(
        subsidy=subsidy, side=one.side, position=position * 100, label=one.label, amount=one.amount
    )
    for rank, (label, amount) in enumerate(one.posts, 1):
        SubsidyItem.objects.create(
            subsidy=subsidy,
            side=one.side,
            position=position * 100 + rank,
            label=label,
            amount=amount,
            part_of=row,
        )
