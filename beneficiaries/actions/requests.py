"""Record a request with its decision, by the version in force on the day of filing."""

import datetime as dt
from collections.abc import Sequence
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import Organisation, User
from audit import journal
from audit.actors import Author
from beneficiaries import rules
from beneficiaries.actions.people import check_known
from beneficiaries.models import (
    Allowance,
    Category,
    Decision,
    Establishment,
    Person,
    ReglementVersion,
    Request,
)
from beneficiaries.readings.grants import granted_on
from beneficiaries.rules import Facts, Quota
from common.errors import NirFound, Refusal
from common.formats import count, day, legal_day, number
from common.nir import NIR_SENTENCE, contains_nir
from common.past_days import check_day
from common.periods import months_end
from common.saving import check
from programmes.models import Programme


class NoReglement(Refusal):
    """No version of the rules covers the day of filing."""


class EstablishmentMissing(Refusal):
    """The category that grants asks for an establishment of the programme, and none is named."""


class TooManyGranted(Refusal):
    """The account would grant more passes in a day than the programme lets one account grant."""


class Filing(TypedDict):
    """What a person asks. The proof is named and dated; the document itself is never kept.

    `public_id` is made with the form, so that a form sent twice makes one request.
    """

    public_id: NotRequired[UUID]
    filed_on: dt.date
    status: str
    channel: str
    proof_kind: NotRequired[str]
    proof_dated_on: NotRequired[dt.date | None]
    establishment: NotRequired[Establishment | None]


@transaction.atomic
def decide(
    person: Person, *, on: dt.date, organisation: Organisation, by: Author, **filing: Unpack[Filing]
) -> Decision:
    """Judge a request by the version in force on its day of filing, and keep the answer.

    The day of the decision (`on`) changes nothing to the result. Someone who is not entitled, or
    whose quota is used up, gets a decision that says no, not a refusal of the act.
    """
    person = Person.objects.locked(person)
    if (same := _already_decided(person, filing)) is not None:
        return same
    check_known(person)
    _check_filing(person, filing, on=on, at=by.at)
    request = Request(person=person, filed_with=organisation, **filing)
    check(request)
    decision, allowance = _decision(request)
    _check_establishment(request, decision.category)
    _check_granted_today(person.programme, decision.passes, by)
    decision.decided_on, decision.decided_at, decision.decided_by = on, by.at, by.label
    request.save()
    decision.request = request
    decision.save()
    if decision.category is not None:
        _add_to_quota(person, decision.category, allowance, decision)
    answer = {"granted": decision.granted, "passes": decision.passes}
    journal.record("decision.taken", decision, by=by, programme_id=person.programme_id, **answer)
    return decision


def _check_granted_today(programme: Programme, passes: int, by: Author) -> None:
    """Refuse what would pass the ceiling of the account; its own acts wait for each other."""
    if by.user_id is None or not passes:
        return
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.user_id)
    today = granted_on(programme, legal_day(by.at)).filter(actor_id=by.user_id)
    granted = sum(row["passes"] for row in today)
    if granted + passes > programme.granted_per_day:
        raise TooManyGranted(
            f"Votre compte a accordé {count(granted, 'pass')} aujourd’hui, et cette demande en "
            f"donne {number(passes)}\u00a0: la limite du programme est de "
            f"{number(programme.granted_per_day)}. Rien n’est accordé. Prévenez votre "
            "administrateur\u00a0: lui seul change cette limite."
        )


def _check_filing(person: Person, filing: Filing, *, on: dt.date, at: dt.datetime) -> None:
    if contains_nir(filing.get("proof_kind", "")):
        raise NirFound(NIR_SENTENCE, field="proof_kind")
    filed_on, dated_on = filing["filed_on"], filing.get("proof_dated_on")
    years, born = person.programme.years, {"la naissance": person.born_on}
    check_day("Le dépôt", filed_on, at, field="filed_on", years=years, after=born)
    check_day("La décision", on, at, field="filed_on", years=years, after={"le dépôt": filed_on})
    if dated_on is not None:
        after = {"le justificatif": dated_on}
        check_day("La décision", on, at, field="proof_dated_on", after=after)


def _check_establishment(request: Request, category: Category | None) -> None:
    """Refuse to grant without the establishment that a category asks for."""
    named = request.establishment
    if named is not None and named.programme_id != request.person.programme_id:
        raise EstablishmentMissing(
            "Cet établissement est d’un autre programme. Choisissez-en un de celui-ci.",
            field="establishment",
        )
    if category is not None and category.names_establishment and named is None:
        raise EstablishmentMissing(
            f"Une demande du public «\u00a0{category}\u00a0» nomme son établissement. "
            "Choisissez-le dans la liste du programme.",
            field="establishment",
        )


def _already_decided(person: Person, filing: Filing) -> Decision | None:
    if "public_id" not in filing:
        return None
    return Decision.objects.filter(
        request__person=person, request__public_id=filing["public_id"]
    ).first()


def _decision(request: Request) -> tuple[Decision, Allowance | None]:
    """The decision, not saved yet, and the quota already begun in the category that grants."""
    person, filed_on = request.person, request.filed_on
    version = _version_judging(person.programme, filed_on)
    categories = list(version.categories.order_by("position", "pk"))
    allowances = _allowances(person, categories, filed_on)
    facts = _facts(request, allowances)
    judgement = rules.judge(facts, [category.rule for category in categories])
    category = next((c for c in categories if c.code == judgement.category), None)
    decision = Decision(
        version=version,
        category=category,
        granted=judgement.granted,
        passes=judgement.passes,
        facts=facts.as_json(),
        reasons=judgement.reasons_as_json(),
    )
    return decision, allowances.get(category.code) if category else None


def _version_judging(programme: Programme, filed_on: dt.date) -> ReglementVersion:
    # Asked twice: the version may be ending while the next one begins.
    versions = ReglementVersion.objects
    version = versions.lock_in_force_on(programme, filed_on) or versions.lock_in_force_on(
        programme, filed_on
    )
    if version is None:
        raise NoReglement(
            f"Aucun règlement ne couvre les demandes déposées le {day(filed_on)}.",
            field="filed_on",
        )
    return version


def _allowances(
    person: Person, categories: Sequence[Category], filed_on: dt.date
) -> dict[str, Allowance]:
    """The quota already begun in each category, by its code, even under an earlier version."""
    last_of = {one.code: months_end(filed_on, one.period_months) for one in categories}
    begun = person.allowances.overlapping(filed_on, last_of)
    return {one.category.code: one for one in reversed(list(begun))}


def _facts(request: Request, allowances: dict[str, Allowance]) -> Facts:
    person = request.person
    assert person.born_on is not None  # noqa: S101 - the person is known
    return Facts(
        filed_on=request.filed_on,
        age=rules.age_on(request.filed_on, person.born_on),
        status=request.status,
        channel=request.channel,
        commune=person.commune_id,
        departement=person.commune.departement,
        territory=tuple(person.programme.territory),
        quotas={
            code: Quota(allowance.granted, allowance.ceiling, allowance.ends_on)
            for code, allowance in allowances.items()
        },
        establishment=str(request.establishment or ""),
    )


def _add_to_quota(
    person: Person, category: Category, allowance: Allowance | None, decision: Decision
) -> None:
    """Add the passes to the quota of the person; the database refuses to exceed the ceiling."""
    if allowance is not None:
        Allowance.objects.filter(pk=allowance.pk).update(granted=F("granted") + decision.passes)
        return
    filed_on = decision.request.filed_on
    Allowance.objects.create(
        person=person,
        category=category,
        starts_on=filed_on,
        ends_on=months_end(filed_on, category.period_months),
        ceiling=category.ceiling,
        granted=decision.passes,
    )
