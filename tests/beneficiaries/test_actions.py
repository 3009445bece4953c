import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from audit.models import Event
from beneficiaries.actions import categories, people, reglements, requests
from beneficiaries.enums import Channel, Status
from beneficiaries.models import Allowance, Decision, Person, Request
from beneficiaries.readings.decision_reviews import judge_again
from common.errors import Refusal
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory
from tests.factories.beneficiaries import (
    CategoryFactory,
    DecisionFactory,
    EstablishmentFactory,
    PersonFactory,
    ReglementVersionFactory,
)
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import entered
from tests.factories.places import CommuneFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 5, 15)


@pytest.fixture
def who():
    return {"by": UserFactory().as_actor().at(NOON)}


@pytest.fixture
def programme():
    return ProgrammeFactory(territory=["62"])


@pytest.fixture
def category(programme):
    """Jobseekers, 10 passes a year."""
    return CategoryFactory(version__programme=programme, code="jobseekers")


def register(programme, who, **identity):
    given = {
        "organisation": OrganisationFactory(),
        "last_name": "Duhem",
        "first_name": "Claire",
        "born_on": dt.date(1994, 6, 1),
        "commune": CommuneFactory(),
    }
    return people.register(programme, **who, **(given | identity))


def decide(person, who, **filing):
    given = {
        "filed_on": DAY,
        "status": Status.JOBSEEKER,
        "channel": Channel.ACCOMPANIED,
        "proof_kind": "Attestation de France Travail",
        "proof_dated_on": dt.date(2023, 5, 2),
        "organisation": person.registered_by,
        "on": DAY,
    }
    given |= filing
    return requests.decide(person, by=who["by"].actor.at(entered(given["on"])), **given)


# --- Rules of attribution


def test_a_version_and_its_publics_are_recorded(programme, who):
    deliberation = DeliberationFactory(programme=programme)
    version = reglements.record(
        programme,
        code="2023",
        title="Règlement 2023",
        starts_on=DAY,
        deliberation=deliberation,
        **who,
    )
    categories.record(
        version,
        code="seniors",
        label="60 ans et plus",
        position=1,
        min_age=60,
        passes_granted=10,
        ceiling=10,
        **who,
    )

    assert programme.reglements.in_force_on(DAY).get() == version
    assert version.categories.get().rule.min_age == 60
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "reglement.recorded",
        "category.recorded",
    ]


def test_two_versions_never_share_a_day(programme, who):
    ReglementVersionFactory(programme=programme, ends_on=DAY)
    with pytest.raises(ValidationError, match="Une autre version couvre"):
        reglements.record(programme, code="b", title="B", starts_on=DAY, **who)


def test_a_version_never_ends_before_it_starts(programme, who):
    with pytest.raises(reglements.EndBeforeStart):
        reglements.record(
            programme, code="b", title="B", starts_on=DAY, ends_on=dt.date(2023, 5, 14), **who
        )


def test_a_version_that_judged_takes_no_other_public(category, who):
    DecisionFactory(person=PersonFactory(programme=category.version.programme))
    with pytest.raises(categories.VersionInUse, match="nouvelle version"):
        categories.record(
            category.version, code="x", label="X", position=2, passes_granted=5, ceiling=5, **who
        )


# --- People


def test_a_person_is_registered_by_an_organisation(programme, who):
    person = register(programme, who, phone="03 21 00 00 00")

    assert (person.full_name, person.sort_key) == ("Claire Duhem", "duhem claire")
    event = Event.objects.get()
    assert (event.verb, event.programme_id) == ("person.registered", programme.pk)
    assert "Duhem" not in f"{event.subject}{event.details}"


@pytest.mark.parametrize("field", ["last_name", "first_name", "phone"])
def test_a_nir_is_refused_in_each_field_of_a_person(programme, who, field):
    with pytest.raises(people.NirFound) as refusal:
        register(programme, who, **{field: "2 53 07 2B 073 004"})
    assert (refusal.value.code, refusal.value.field) == ("nir_found", field)
    assert not Person.objects.exists()


def test_the_structure_that_registered_someone_is_told_so_plainly(programme, who):
    known = register(programme, who)
    with pytest.raises(people.AlreadyRegistered) as refusal:
        register(programme, who, organisation=known.registered_by, last_name="DUHEM")
    assert refusal.value.sentence == "Vous avez déjà enregistré cette personne."
    assert refusal.value.person == known


@pytest.mark.parametrize(
    ("phone", "hotline", "told"),
    [
        ("03 21 11 11 11", "03 21 22 22 22", "03 21 11 11 11"),
        ("", "03 21 22 22 22", "03 21 22 22 22"),
        ("", "", "non communiqué"),
    ],
)
def test_another_structure_is_told_only_whom_to_call(programme, who, phone, hotline, told):
    programme.hotline = hotline
    programme.save()
    other = OrganisationFactory(name="CCAS de Lens", phone=phone)
    register(programme, who, organisation=other)

    with pytest.raises(people.AlreadyRegistered) as refusal:
        register(programme, who)

    assert refusal.value.sentence == (
        "Cette personne est déjà enregistrée par une autre structure. "
        f"Téléphone de cette structure\u00a0: {told}."
    )


def test_the_same_person_may_belong_to_two_programmes(programme, who):
    assert register(programme, who) != register(ProgrammeFactory(), who)


def test_someone_outside_the_territory_is_not_registered(programme, who):
    with pytest.raises(people.OutsideTerritory, match="Amiens") as refusal:
        register(programme, who, commune=CommuneFactory(in_picardie=True))
    assert refusal.value.field == "commune"


def test_a_programme_without_territory_takes_everyone(who):
    programme = ProgrammeFactory(territory=[])
    assert register(programme, who, commune=CommuneFactory(in_picardie=True)).pk


def test_a_birth_to_come_is_refused(programme, who):
    with pytest.raises(Refusal) as refusal:
        register(programme, who, born_on=dt.date(2023, 5, 16))
    assert refusal.value.field == "born_on"


# --- Decisions


def test_a_decision_keeps_version_facts_result_and_author(category, who):
    person = PersonFactory(programme=category.version.programme)

    decision = decide(person, who)

    assert (decision.granted, decision.passes, decision.category) == (True, 10, category)
    assert decision.version == category.version
    assert (decision.decided_by, decision.decided_on, decision.decided_at) == (
        who["by"].label,
        DAY,
        NOON,
    )
    assert decision.facts["age"] == 28
    assert decision.request.proof_kind == "Attestation de France Travail"
    allowance = Allowance.objects.get()
    assert (allowance.granted, allowance.ceiling) == (10, 10)
    assert (allowance.starts_on, allowance.ends_on) == (DAY, dt.date(2024, 5, 14))
    event = Event.objects.get(verb="decision.taken")
    assert event.details == {"granted": True, "passes": 10}


def test_someone_not_entitled_gets_a_decision_that_says_no(category, who):
    person = PersonFactory(programme=category.version.programme)

    decision = decide(person, who, status=Status.NONE)

    assert (decision.granted, decision.passes, decision.category) == (False, 0, None)
    assert not Allowance.objects.exists()
    assert not judge_again(decision).granted


def test_beyond_the_ceiling_the_answer_is_no_until_the_period_is_over(category, who):
    person = PersonFactory(programme=category.version.programme)
    decide(person, who)

    for filed_on, granted in ((dt.date(2024, 5, 14), False), (dt.date(2024, 5, 15), True)):
        decision = decide(person, who, filed_on=filed_on, on=filed_on)
        assert decision.granted is granted

    refused = Decision.objects.get(granted=False)
    sentence = refused.reasons[0]["criteria"][-1]["sentence"]
    assert sentence.endswith("jusqu’au 14\u00a0mai\u00a02024 inclus.")
    assert [a.granted for a in Allowance.objects.order_by("starts_on")] == [10, 10]


def test_a_request_decided_late_counts_against_the_period_already_begun(category, who):
    person = PersonFactory(programme=category.version.programme)
    decide(person, who)
    assert not decide(person, who, filed_on=dt.date(2023, 1, 10)).granted


def test_the_quota_of_a_public_goes_on_under_the_next_version(programme, who):
    for starts_on, ends_on in (
        (dt.date(2021, 1, 1), dt.date(2022, 12, 31)),
        (dt.date(2023, 1, 1), None),
    ):
        CategoryFactory(
            code="jobseekers",
            version__programme=programme,
            version__starts_on=starts_on,
            version__ends_on=ends_on,
        )
    person = PersonFactory(programme=programme)

    first = decide(person, who, filed_on=dt.date(2022, 12, 1))
    second = decide(person, who, filed_on=dt.date(2023, 1, 2))

    assert (first.granted, second.granted) == (True, False)
    assert first.version != second.version
    assert Allowance.objects.get().granted == 10


def test_five_alone_then_five_more_make_one_quota(programme, who):
    CategoryFactory(version__programme=programme, passes_granted_alone=5)
    person = PersonFactory(programme=programme)

    granted = [decide(person, who, channel=Channel.ALONE).passes for _ in range(3)]

    assert granted == [5, 5, 0]
    assert Allowance.objects.get().granted == 10


def test_every_decision_replays_to_the_same_result(category, who):
    person = PersonFactory(programme=category.version.programme)
    for status in (Status.JOBSEEKER, Status.JOBSEEKER, Status.NONE):
        decide(person, who, status=status)

    for decision in Decision.objects.select_related("version", "category"):
        replayed = judge_again(decision)
        assert (replayed.granted, replayed.passes) == (decision.granted, decision.passes)
        assert replayed.category == (decision.category.code if decision.category else None)
        assert replayed.reasons_as_json() == decision.reasons


def test_a_request_sent_twice_is_one_request(category, who):
    person, twice = PersonFactory(programme=category.version.programme), {}
    twice["public_id"] = "0c3f7a52-9a54-4a8e-9d57-5d4f5a4c2f10"
    assert decide(person, who, **twice) == decide(person, who, **twice)
    assert Request.objects.count() == 1


def test_a_request_of_somebody_else_is_not_taken_for_another(category, who):
    one, other = (PersonFactory(programme=category.version.programme) for _ in range(2))
    same = {"public_id": "0c3f7a52-9a54-4a8e-9d57-5d4f5a4c2f10"}
    decide(one, who, **same)

    with pytest.raises(ValidationError, match="existe déjà"):
        decide(other, who, **same)
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"filed_on": dt.date(2023, 5, 16)}, "filed_on"),
        ({"filed_on": dt.date(1994, 5, 31)}, "filed_on"),
        ({"proof_dated_on": dt.date(2023, 5, 16)}, "proof_dated_on"),
    ],
)
def test_a_day_that_cannot_be_is_refused(category, who, wrong, field):
    person = PersonFactory(programme=category.version.programme)
    with pytest.raises(Refusal) as refusal:
        decide(person, who, **wrong)
    assert refusal.value.field == field
    assert not Request.objects.exists()


def test_a_nir_is_refused_in_the_name_of_a_proof(category, who):
    person = PersonFactory(programme=category.version.programme)
    with pytest.raises(people.NirFound):
        decide(person, who, proof_kind="attestation_185057800608491.pdf")


def test_a_day_that_no_version_covers_is_refused(category, who):
    person = PersonFactory(programme=category.version.programme)
    with pytest.raises(requests.NoReglement, match="31\u00a0décembre\u00a02020"):
        decide(person, who, filed_on=dt.date(2020, 12, 31))


def test_an_establishment_of_another_programme_is_refused(category, who):
    person = PersonFactory(programme=category.version.programme)
    with pytest.raises(requests.EstablishmentMissing, match="d’un autre programme"):
        decide(person, who, establishment=EstablishmentFactory())


def test_an_unknown_situation_is_refused(category, who):
    with pytest.raises(ValidationError):
        decide(PersonFactory(programme=category.version.programme), who, status="magician")


# --- Ground truth: délibération 2022.01883


@pytest.fixture
def hauts_de_france(who):
    """Two versions: the publics of 2020 until 31/12/2022, then apprentices of 18 to 30 too."""
    programme = ProgrammeFactory(territory=["02", "59", "60", "62", "80"])
    old = ReglementVersionFactory(programme=programme, title="2022", ends_on=dt.date(2022, 12, 31))
    new = ReglementVersionFactory(programme=programme, title="2023", starts_on=dt.date(2023, 1, 1))
    for version in (old, new):
        CategoryFactory(version=version, code="jobseekers")
        CategoryFactory(
            version=version, code="insertion", statuses=["insertion"], min_age=18, max_age=25
        )
    CategoryFactory(version=new, code="young", statuses=["apprentice"], min_age=18, max_age=30)
    return programme


@pytest.mark.parametrize(
    ("filed_on", "decided_on", "granted", "version"),
    [
        ("2022-12-31", "2022-12-31", False, "2022"),
        ("2022-12-31", "2023-01-01", False, "2022"),
        ("2022-12-31", "2023-06-30", False, "2022"),
        ("2023-01-01", "2023-01-01", True, "2023"),
        ("2023-01-01", "2023-06-30", True, "2023"),
    ],
)
def test_an_apprentice_of_28_is_judged_by_the_day_of_filing_alone(
    hauts_de_france, who, filed_on, granted, version, decided_on
):
    person = PersonFactory(programme=hauts_de_france, born_on=dt.date(1994, 6, 1))

    decision = decide(
        person,
        who,
        status=Status.APPRENTICE,
        filed_on=dt.date.fromisoformat(filed_on),
        on=dt.date.fromisoformat(decided_on),
        proof_dated_on=None,
    )

    assert (decision.granted, decision.version.title) == (granted, version)
    assert decision.facts["age"] == 28
    assert judge_again(decision).reasons_as_json() == decision.reasons
