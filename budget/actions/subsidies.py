"""Record, correct, pay and close subsidies to third parties."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from budget.actions.commitments import ReleaseSpec, amount_left, commit, release
from budget.enums import Side
from budget.models import BudgetLine, Commitment, Subsidy, SubsidyItem, SubsidyPayment
from common.errors import AlreadyRecorded, NotAnAmount, Refusal, SamePerson, Unbalanced
from common.formats import day, euros
from common.past_days import check_day
from common.saving import check_and_save, lock
from common.stated_totals import sum_mismatch
from deliberations.models import Deliberation
from programmes.actions.mandats import check_mandat
from programmes.models import Programme

OWN = "Vous avez écrit cette subvention\u00a0: une autre personne enregistre ce qui en est payé."


class AboveThirdPartyBudget(Refusal):
    """A subsidy exceeds the third party's whole budget."""


class LineOfAnotherProgramme(Refusal):
    """The budget line or the deliberation is of another programme."""


class OverSubsidy(Refusal):
    """The payments would exceed the subsidy."""


class MandatKnown(Refusal):
    """The same mandat was already recorded for this subsidy."""


class SubsidyPaid(Refusal):
    """A part of the subsidy is paid, and it can no longer be corrected."""


class ReportKnown(Refusal):
    """The report is already recorded as received that day."""


@dataclass(frozen=True, slots=True)
class SubTotal:
    """A sub-total of a third party's budget; its posts, when known, add up to its amount.

    Only resources may be public.
    """

    side: Side
    label: str
    amount: Decimal
    posts: Sequence[tuple[str, Decimal]] = ()
    is_public: bool = False


class SubsidyFacts(TypedDict):
    deliberation: Deliberation
    beneficiary: Organisation
    purpose: str
    amount: Decimal
    third_party_budget: Decimal
    beneficiary_quality: NotRequired[str]
    taxes: NotRequired[str]
    report_due_on: NotRequired[dt.date | None]


@transaction.atomic
def record(
    programme: Programme,
    *,
    line: BudgetLine,
    sub_totals: Sequence[SubTotal],
    on: dt.date,
    releases: Sequence[ReleaseSpec] = (),
    by: Author,
    **facts: Unpack[SubsidyFacts],
) -> Subsidy:
    """Record a subsidy to a third party, and commit its amount on the line.

    Refuses a third party's budget whose posts, charges or resources do not add up.
    """
    lock(programme)
    subsidy = Subsidy(programme=programme, written_by_id=by.user_id, **facts)
    _check_facts(subsidy, line)
    _check_third_party_budget(subsidy.third_party_budget, sub_totals)
    subsidy.commitment = commit(
        line,
        amount=subsidy.amount,
        on=on,
        subject=subsidy.purpose,
        releases=releases,
        may_repeat=True,
        by=by,
    )
    check_and_save(subsidy)
    _write_sub_totals(subsidy, sub_totals)
    journal.record("subsidy.recorded", subsidy, by=by)
    return subsidy


@transaction.atomic
def edit(
    subsidy: Subsidy,
    *,
    line: BudgetLine,
    sub_totals: Sequence[SubTotal],
    on: dt.date,
    today: dt.date,
    by: Author,
    **facts: Unpack[SubsidyFacts],
) -> Subsidy:
    """Correct a subsidy of which nothing is paid.

    With another line, amount or day (`on`), or if a part was released, the commitment is released
    `today` and a new one is made.
    """
    lock(subsidy.programme)
    subsidy = lock(subsidy, "commitment__line", "programme")
    if subsidy.paid:
        raise SubsidyPaid(
            f"{euros(subsidy.paid)} sont payés de cette subvention. Elle ne change plus."
        )
    subsidy.written_by_id = by.user_id
    changed = sorted(name for name, value in facts.items() if getattr(subsidy, name) != value)
    for name, value in facts.items():
        setattr(subsidy, name, value)
    _check_facts(subsidy, line)
    _check_third_party_budget(subsidy.third_party_budget, sub_totals)
    subsidy.commitment = _commitment_after_edit(subsidy, line, on=on, today=today, by=by)
    check_and_save(subsidy)
    subsidy.items.all().delete()
    _write_sub_totals(subsidy, sub_totals)
    journal.record("subsidy.edited", subsidy, by=by, changed=changed)
    return subsidy


@transaction.atomic
def pay(
    subsidy: Subsidy, *, on: dt.date, amount: Decimal, mandat_number: str, by: Author
) -> SubsidyPayment:
    """Record a payment, by another person than who wrote the subsidy; refuses more than is left to
    pay, and the same mandat twice.
    """
    subsidy = lock(subsidy)
    if by.user_id is not None and subsidy.written_by_id == by.user_id:
        raise SamePerson(OWN)
    return _pay(subsidy, on, amount, mandat_number, by)


@transaction.atomic
def record_payment(
    subsidy: Subsidy, *, on: dt.date, amount: Decimal, mandat_number: str, by: Author
) -> SubsidyPayment:
    """Record a payment as a file says: two people agreed to the whole file."""
    return _pay(lock(subsidy), on, amount, mandat_number, by, is_by_two=True)


def _pay(
    subsidy: Subsidy,
    on: dt.date,
    amount: Decimal,
    mandat_number: str,
    by: Author,
    *,
    is_by_two: bool = False,
) -> SubsidyPayment:
    after = {"l’engagement": subsidy.commitment.committed_on}
    check_day("Le paiement", on, by.at, years=subsidy.programme.years, after=after)
    _check_payment(subsidy, on, amount, mandat_number)
    payment = SubsidyPayment(
        subsidy=subsidy,
        paid_on=on,
        amount=amount,
        mandat_number=mandat_number,
        recorded_by_id=None if is_by_two else by.user_id,
    )
    check_and_save(payment)
    journal.record(
        "subsidy.paid", payment, by=by, programme_id=subsidy.programme_id, amount=str(amount)
    )
    return payment


@transaction.atomic
def receive_report(subsidy: Subsidy, *, on: dt.date, by: Author) -> Subsidy:
    """Record the day of the third party's report; another day corrects it, as the journal shows."""
    subsidy = lock(subsidy)
    after = {"le vote": subsidy.deliberation.session_on}
    check_day("Le bilan", on, by.at, years=subsidy.programme.years, after=after)
    was = subsidy.report_received_on
    if was == on:
        raise ReportKnown(f"Le bilan est déjà noté reçu le {day(on)}.", field="on")
    subsidy.report_received_on = on
    subsidy.save()
    before = was.isoformat() if was else ""
    journal.record("subsidy.reported", subsidy, by=by, before=before, after=on.isoformat())
    return subsidy


def _commitment_after_edit(
    subsidy: Subsidy, line: BudgetLine, *, on: dt.date, today: dt.date, by: Author
) -> Commitment:
    """The commitment of a corrected subsidy: the same if nothing of it changed, else a new one."""
    was = subsidy.commitment
    same = (was.line_id, was.amount, was.committed_on) == (line.pk, subsidy.amount, on)
    if same and not was.released:
        return was
    left = amount_left(was)
    if left:
        reason = "Subvention corrigée"
        release(was, amount=left, on=max(today, was.committed_on), reason=reason, by=by)
    amount, subject = subsidy.amount, subsidy.purpose
    return commit(line, amount=amount, on=on, subject=subject, may_repeat=True, by=by)


def _check_facts(subsidy: Subsidy, line: BudgetLine) -> None:
    of = subsidy.programme_id
    if {line.programme_id, subsidy.deliberation.programme_id} != {of}:
        raise LineOfAnotherProgramme("Cette ligne ou cette délibération est d’un autre programme.")
    same = Subsidy.objects.filter(
        programme=of,
        deliberation=subsidy.deliberation,
        beneficiary=subsidy.beneficiary,
        purpose=subsidy.purpose,
    )
    if same.exclude(pk=subsidy.pk).exists():
        raise AlreadyRecorded(
            "Cette subvention est déjà enregistrée, pour le même objet.", field="beneficiary"
        )
    if subsidy.amount > subsidy.third_party_budget:
        raise AboveThirdPartyBudget(
            f"La subvention ({euros(subsidy.amount)}) dépasse le budget du tiers "
            f"({euros(subsidy.third_party_budget)}).",
            field="amount",
        )


def _check_payment(subsidy: Subsidy, on: dt.date, amount: Decimal, mandat_number: str) -> None:
    if amount <= 0:
        raise NotAnAmount("Un paiement est d’un montant positif.", field="amount")
    check_mandat(mandat_number, subsidy.programme)
    of_year = subsidy.payments.filter(paid_on__year=on.year)
    if of_year.filter(mandat_number=mandat_number).exists():
        raise MandatKnown(
            f"Le mandat {mandat_number} est déjà enregistré en {on.year} pour cette subvention.",
            field="mandat_number",
        )
    if amount > subsidy.left:
        raise OverSubsidy(
            f"Il reste {euros(subsidy.left)} à payer sur {euros(subsidy.amount)}. "
            f"Ce paiement est de {euros(amount)}.",
            field="amount",
        )


def _check_third_party_budget(budget: Decimal, sub_totals: Sequence[SubTotal]) -> None:
    for side, noun in ((Side.CHARGE, "charge"), (Side.RESOURCE, "recette")):
        amounts = [one.amount for one in sub_totals if one.side == side]
        if sentence := sum_mismatch(amounts, budget, noun, "le budget du tiers annonce"):
            raise Unbalanced(sentence, field="sub_totals", part=side)
    for one in sub_totals:
        amounts = [amount for _, amount in one.posts]
        stated = f"«\u00a0{one.label}\u00a0» annonce"
        if one.posts and (sentence := sum_mismatch(amounts, one.amount, "poste", stated)):
            raise Unbalanced(sentence, field="sub_totals", part=one.side)


def _write_sub_totals(subsidy: Subsidy, sub_totals: Sequence[SubTotal]) -> None:
    """In the order of the text, each sub-total followed by its posts."""
    position = 0
    for one in sub_totals:
        sub_total = None
        for label, amount in [(one.label, one.amount), *one.posts]:
            position += 1
            item = SubsidyItem(subsidy=subsidy, side=one.side, position=position, label=label)
            item.amount, item.part_of = amount, sub_total
            item.is_public = one.is_public and sub_total is None
            check_and_save(item)
            sub_total = sub_total or item
