"""Everything that changes rules of attribution, people, requests and decisions."""

import datetime as dt
from collections.abc import Sequence
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from beneficiaries import rules
from beneficiaries.models import (
    Allowance,
    Category,
    Decision,
    Person,
    ReglementVersion,
    Request,
)
from beneficiaries.rules import Facts, Judgement, Quota
from common.errors import Refusal
from common.formats import NBSP, day, legal_day
from common.identifiers import contains_nir, sort_key
from conventions.models import Deliberation, Programme
from places.models import Commune

NIR_SENTENCE = (
    f"Retirez le numéro de sécurité sociale (NIR){NBSP}: la loi interdit de l’enregistrer ici."
)


class NirFound(Refusal):
    """A person's field or a free text holds what looks like a NIR."""

    code = "nir_found"


class AlreadyRegistered(Refusal):
    """The programme knows this person. `person` is for those who may see it."""

    code = "already_registered"

    def __init__(self, sentence: str, *, person: Person) -> None:
        super().__init__(sentence)
        self.person = person


class OutsideTerritory(Refusal):
    """The commune is not in the programme's territory."""

    code = "outside_territory"


class WrongDay(Refusal):
    """A day that cannot be: a filing after its decision, a birth to come."""

    code = "wrong_day"


class EndBeforeStart(Refusal):
    """A version would end before it starts."""

    code = "end_before_start"


class NoReglement(Refusal):
    """No version of the rules covers the day of filing."""

    code = "no_reglement"


class VersionInUse(Refusal):
    """Decisions stand on this version: it must stay as they read it."""

    code = "version_in_use"


class VersionTerms(TypedDict):
    code: str
    title: str
    starts_on: dt.date
    ends_on: NotRequired[dt.date | None]
    deliberation: NotRequired[Deliberation | None]
    note: NotRequired[str]


class CategoryTerms(TypedDict):
    """`ceiling` counts passes over `period_months`; `statuses` empty admits all of them."""

    code: str
    label: str
    position: int
    passes_granted: int
    ceiling: int
    passes_granted_alone: NotRequired[int | None]
    period_months: NotRequired[int]
    min_age: NotRequired[int | None]
    max_age: NotRequired[int | None]
    statuses: NotRequired[list[str]]
    proof: NotRequired[str]
    is_far_from_employment: NotRequired[bool]


class Identity(TypedDict):
    last_name: str
    first_name: str
    born_on: dt.date
    commune: Commune
    phone: NotRequired[str]


class Filing(TypedDict):
    """What a person asks and proves; the proof is seen, dated and named, never kept.

    `public_id` is drawn with the form: sent twice, it is one request.
    """

    public_id: NotRequired[UUID]
    filed_on: dt.date
    status: str
    channel: str
    proof_kind: NotRequired[str]
    proof_dated_on: NotRequired[dt.date | None]


@transaction.atomic
def record_version(
    programme: Programme, *, by: Actor, at: dt.datetime, **terms: Unpack[VersionTerms]
) -> ReglementVersion:
    """Add a version of the rules, for requests filed from a day; two never share a day."""
    ends_on = terms.get("ends_on")
    if ends_on is not None and ends_on < terms["starts_on"]:
        raise EndBeforeStart("La fin doit suivre le début.", field="ends_on")
    version = ReglementVersion(programme=programme, **terms)
    version.full_clean()
    version.save()
    journal.record("reglement.recorded", version, by=by, at=at, programme_id=programme.pk)
    return version


@transaction.atomic
def record_category(
    version: ReglementVersion, *, by: Actor, at: dt.datetime, **terms: Unpack[CategoryTerms]
) -> Category:
    """Add a public to a version that judged nothing yet."""
    version = ReglementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.decisions.exists():
        raise VersionInUse(
            f"Des décisions s’appuient sur «{NBSP}{version}{NBSP}»{NBSP}: "
            "ajoutez ce public dans une nouvelle version."
        )
    category = Category(version=version, **terms)
    category.full_clean()
    category.save()
    journal.record("category.recorded", category, by=by, at=at, programme_id=version.programme_id)
    return category


@transaction.atomic
def register_person(
    programme: Programme,
    *,
    organisation: Organisation,
    by: Actor,
    at: dt.datetime,
    **identity: Unpack[Identity],
) -> Person:
    """Register someone, for the organisation that will follow them."""
    _check_identity(programme, identity, on=legal_day(at))
    last_name, first_name = identity["last_name"], identity["first_name"]
    commune, born_on = identity["commune"], identity["born_on"]
    person = Person(
        programme=programme,
        registered_by=organisation,
        registered_at=at,
        identity_key=rules.identity_key(last_name, first_name, born_on, commune.pk),
        sort_key=f"{sort_key(last_name)} {sort_key(first_name)}",
        **identity,
    )
    person.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        known = Person.objects.select_related("registered_by").get(
            programme=programme, identity_key=person.identity_key
        )
        raise _already_registered(known, organisation) from None
    journal.record("person.registered", person, by=by, at=at, programme_id=programme.pk)
    return person


@transaction.atomic
def decide(
    person: Person,
    *,
    on: dt.date,
    organisation: Organisation,
    by: Actor,
    at: dt.datetime,
    **filing: Unpack[Filing],
) -> Decision:
    """Judge a request by the version in force on its day of filing, and keep the answer.

    The day of the decision (`on`) changes nothing to the result. Someone who is not entitled, or
    whose quota is used up, gets a decision that says no, not a refusal of the act.
    """
    person = Person.objects.locked(person)
    if (same := _sent_before(person, filing)) is not None:
        return same
    _check_filing(person, filing, on=on)
    request = Request(person=person, filed_with=organisation, **filing)
    request.full_clean()
    decision, begun = _judge(request)
    decision.decided_on, decision.decided_at, decision.decided_by = on, at, by.label
    request.save()
    decision.request = request
    decision.save()
    if decision.category is not None:
        _count(person, decision.category, begun, decision)
    journal.record(
        "decision.taken",
        decision,
        by=by,
        at=at,
        programme_id=person.programme_id,
        granted=decision.granted,
        passes=decision.passes,
    )
    return decision


def replay(decision: Decision) -> Judgement:
    """Judge again the facts that a decision kept, by its version: the result is the same."""
    categories = decision.version.categories.order_by("position", "pk")
    return rules.judge(Facts.from_json(decision.facts), [c.rule for c in categories])


def _check_identity(programme: Programme, identity: Identity, *, on: dt.date) -> None:
    for name in ("last_name", "first_name", "phone"):
        if contains_nir(str(identity.get(name, ""))):
            raise NirFound(NIR_SENTENCE, field=name)
    if identity["born_on"] > on:
        raise WrongDay("La date de naissance est dans l’avenir.", field="born_on")
    commune = identity["commune"]
    if programme.territory and commune.departement not in programme.territory:
        covered = ", ".join(programme.territory)
        raise OutsideTerritory(
            f"{commune} ({commune.departement}) n’est pas dans le territoire du programme"
            f"{NBSP}: {covered}.",
            field="commune",
        )


def _already_registered(person: Person, organisation: Organisation) -> AlreadyRegistered:
    """Of another structure's person, nothing is told but whom to call."""
    if person.registered_by == organisation:
        sentence = "Vous avez déjà enregistré cette personne."
    else:
        phone = person.registered_by.phone or person.programme.hotline or "non communiqué"
        sentence = (
            "Cette personne est déjà enregistrée par une autre structure. "
            f"Téléphone de cette structure{NBSP}: {phone}."
        )
    return AlreadyRegistered(sentence, person=person)


def _check_filing(person: Person, filing: Filing, *, on: dt.date) -> None:
    if contains_nir(filing.get("proof_kind", "")):
        raise NirFound(NIR_SENTENCE, field="proof_kind")
    filed_on, dated_on = filing["filed_on"], filing.get("proof_dated_on")
    if filed_on > on:
        raise WrongDay(
            f"Le dépôt ({day(filed_on)}) doit précéder la décision ({day(on)}).",
            field="filed_on",
        )
    if filed_on < person.born_on:
        raise WrongDay("Le dépôt précède la naissance de la personne.", field="filed_on")
    if dated_on is not None and dated_on > on:
        raise WrongDay(
            f"Le justificatif est daté du {day(dated_on)}, après la décision.",
            field="proof_dated_on",
        )


def _sent_before(person: Person, filing: Filing) -> Decision | None:
    if "public_id" not in filing:
        return None
    return Decision.objects.filter(
        request__person=person, request__public_id=filing["public_id"]
    ).first()


def _judge(request: Request) -> tuple[Decision, Allowance | None]:
    """The decision, not saved yet, and the quota already begun in the category that grants."""
    person, filed_on = request.person, request.filed_on
    version = _version(person.programme, filed_on)
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


def _version(programme: Programme, filed_on: dt.date) -> ReglementVersion:
    version = programme.reglements.in_force_on(filed_on).first()
    if version is None:
        raise NoReglement(
            f"Aucun règlement ne couvre les demandes déposées le {day(filed_on)}.",
            field="filed_on",
        )
    return version


def _allowances(
    person: Person, categories: Sequence[Category], filed_on: dt.date
) -> dict[str, Allowance]:
    """By code of category, the quota already begun, be it under a former version."""
    begun: dict[str, Allowance] = {}
    for category in categories:
        last = rules.period_end(filed_on, category.period_months)
        same_public = person.allowances.filter(category__code=category.code)
        if found := same_public.overlapping(filed_on, last).first():
            begun[category.code] = found
    return begun


def _facts(request: Request, allowances: dict[str, Allowance]) -> Facts:
    person = request.person
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
    )


def _count(person: Person, category: Category, begun: Allowance | None, decision: Decision) -> None:
    """Count the passes against the quota; the database refuses to go beyond it."""
    if begun is not None:
        Allowance.objects.filter(pk=begun.pk).update(granted=F("granted") + decision.passes)
        return
    filed_on = decision.request.filed_on
    Allowance.objects.create(
        person=person,
        category=category,
        starts_on=filed_on,
        ends_on=rules.period_end(filed_on, category.period_months),
        ceiling=category.ceiling,
        granted=decision.passes,
    )
