"""Versions of the rules: added, corrected, taken back, and the days of the version before."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from beneficiaries.actions import categories, reglements
from beneficiaries.enums import Status
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import (
    CategoryFactory,
    DecisionFactory,
    PersonFactory,
    ReglementVersionFactory,
    RequestFactory,
)
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
NEW_YEAR = dt.date(2023, 1, 1)
EVE = dt.date(2022, 12, 31)
JOBSEEKERS = {
    "code": "jobseekers",
    "label": "Demandeurs d’emploi",
    "statuses": [Status.JOBSEEKER],
    "passes_granted": 10,
    "ceiling": 10,
}
ELDERS = {"code": "elders", "label": "Aînés", "min_age": 60, "passes_granted": 10, "ceiling": 20}


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def former(programme):
    """In force since 2021, without end."""
    version = ReglementVersionFactory(programme=programme, code="2020", title="Règlement de 2020")
    CategoryFactory(version=version, code="jobseekers")
    return version


def terms(**given):
    return {
        "code": "2023",
        "title": "Règlement de 2023",
        "starts_on": NEW_YEAR,
        "category_terms": [JOBSEEKERS, ELDERS],
        **given,
    }


def add(programme, **given):
    return reglements.add(programme, **terms(**given), **WHO)


def edit(version, **given):
    facts = {"code": version.code, "title": version.title, "starts_on": version.starts_on}
    return reglements.edit(version, **terms(**facts, **given), **WHO)


def judge(version, filed_on):
    person = PersonFactory(programme=version.programme)
    request = RequestFactory(person=person, filed_on=filed_on)
    return DecisionFactory(request=request, version=version, refused=True, person=person)


def days(programme):
    found = programme.reglements.order_by("starts_on")
    return [(version.starts_on, version.ends_on) for version in found]


def told(verb):
    return Event.objects.filter(verb=verb).order_by("-pk").first().details


def test_a_first_version_keeps_its_publics_in_their_order(programme):
    vote = DeliberationFactory(programme=programme, number="2022.01883")

    version = add(programme, deliberation=vote, note="assumée", ends_on=dt.date(2024, 12, 31))

    assert [c.code for c in version.categories.order_by("position")] == ["jobseekers", "elders"]
    assert [c.position for c in version.categories.order_by("position")] == [1, 2]
    assert (version.deliberation, version.note) == (vote, "assumée")
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "reglement.recorded",
        "category.recorded",
        "category.recorded",
    ]


def test_the_version_that_goes_on_ends_the_day_before_once_it_is_confirmed(programme, former):
    judge(former, EVE)

    with pytest.raises(reglements.FormerGoesOn, match="31\u00a0décembre\u00a02022") as asked:
        add(programme)
    assert (asked.value.code, asked.value.former, asked.value.last_on) == (
        "former_goes_on",
        former,
        EVE,
    )
    assert days(programme) == [(former.starts_on, None)]

    add(programme, former_ends_on=EVE)

    assert days(programme) == [(former.starts_on, EVE), (NEW_YEAR, None)]
    assert told("reglement.ended") == {"was": None, "now": "2022-12-31"}


@pytest.mark.parametrize(
    ("ends_on", "left"),
    [
        (None, "à partir du 1er juillet 2023"),
        ("2024-12-31", "1er juillet 2023"),
        ("2023-06-30", ""),
    ],
)
def test_the_days_that_no_version_would_judge_any_more_are_told(programme, ends_on, left):
    last_on = ends_on and dt.date.fromisoformat(ends_on)
    ReglementVersionFactory(programme=programme, ends_on=last_on)

    with pytest.raises(reglements.FormerGoesOn) as asked:
        add(programme, ends_on=dt.date(2023, 6, 30))

    told = asked.value.sentence.replace("\u00a0", " ")
    assert ("Aucune version ne jugera plus" in told) == bool(left)
    assert left in told


def test_a_confirmation_of_another_day_is_asked_again(programme, former):
    with pytest.raises(reglements.FormerGoesOn):
        add(programme, former_ends_on=NEW_YEAR)


def test_a_version_does_not_take_the_days_that_were_judged(programme, former):
    judge(former, NEW_YEAR)
    judge(former, dt.date(2023, 5, 12))

    with pytest.raises(reglements.AlreadyJudged, match="13\u00a0mai\u00a02023") as no:
        add(programme, former_ends_on=EVE)

    assert (no.value.code, no.value.field) == ("already_judged", "starts_on")
    assert "2\u00a0demandes" in no.value.sentence
    assert days(programme) == [(former.starts_on, None)]
    assert not Event.objects.exists()


def test_a_version_that_ended_long_before_is_left_as_it_is(programme):
    ReglementVersionFactory(programme=programme, ends_on=dt.date(2021, 12, 31))

    add(programme)

    assert days(programme)[0][1] == dt.date(2021, 12, 31)


def test_a_version_that_ended_the_day_before_needs_no_confirmation(programme):
    ReglementVersionFactory(programme=programme, ends_on=EVE)

    add(programme)

    assert not Event.objects.filter(verb="reglement.ended").exists()


def test_a_version_ends_before_the_next_one_begins(programme):
    add(programme, code="2024", starts_on=dt.date(2024, 1, 1))

    for last_on in (None, dt.date(2024, 1, 1)):
        with pytest.raises(reglements.DaysTaken, match="31\u00a0décembre\u00a02023") as no:
            add(programme, ends_on=last_on)
        assert (no.value.code, no.value.field) == ("days_taken", "ends_on")

    add(programme, ends_on=dt.date(2023, 12, 31))

    assert len(days(programme)) == 2


def test_two_versions_do_not_begin_on_the_same_day(programme):
    add(programme)

    with pytest.raises(reglements.DaysTaken) as no:
        add(programme, code="bis")

    assert no.value.field == "starts_on"


def test_a_version_never_ends_before_it_starts(programme):
    with pytest.raises(reglements.EndBeforeStart):
        add(programme, ends_on=EVE)


def test_two_versions_do_not_have_one_short_name(programme, former):
    with pytest.raises(reglements.CodeTaken) as no:
        add(programme, code="2020")

    assert (no.value.code, no.value.field) == ("code_taken", "code")


def test_a_short_name_of_another_programme_is_free(programme):
    add(ProgrammeFactory())

    assert add(programme).code == "2023"


def test_a_version_without_a_public_is_refused(programme):
    with pytest.raises(categories.NoPublic):
        add(programme, category_terms=[])

    assert days(programme) == []


def test_two_publics_do_not_have_one_short_name(programme):
    with pytest.raises(categories.PublicTwice, match="elders"):
        add(programme, category_terms=[ELDERS, JOBSEEKERS, ELDERS])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"min_age": 60, "max_age": 59}, "max_age"),
        ({"passes_granted": 21}, "ceiling"),
        ({"passes_granted_alone": 21}, "ceiling"),
    ],
)
def test_a_public_that_contradicts_itself_is_refused(programme, wrong, field):
    with pytest.raises(categories.PublicRefused, match="Aînés") as no:
        add(programme, category_terms=[JOBSEEKERS, ELDERS | wrong])

    assert (no.value.code, no.value.field) == ("public_refused", field)
    assert days(programme) == []


def test_a_public_of_one_age_is_allowed(programme):
    version = add(programme, category_terms=[ELDERS | {"max_age": 60}])

    assert version.categories.get().max_age == 60


def test_a_correction_replaces_the_publics_and_keeps_what_was(programme):
    version = add(programme)

    edit(version, category_terms=[ELDERS | {"ceiling": 30}], note="relue")

    assert [c.ceiling for c in version.categories.all()] == [30]
    details = told("reglement.edited")
    assert set(details["was"]) == set(details["now"]) == {"publics", "note"}
    assert [public["code"] for public in details["was"]["publics"]] == ["jobseekers", "elders"]
    assert details["now"]["publics"][0]["ceiling"] == 30


@pytest.mark.parametrize("first_on", [dt.date(2022, 7, 1), dt.date(2023, 7, 1)])
def test_the_version_before_follows_the_first_day_that_is_corrected(programme, former, first_on):
    version = add(programme, former_ends_on=EVE)
    eve = first_on - dt.timedelta(1)

    with pytest.raises(reglements.FormerGoesOn):
        reglements.edit(version, **terms(starts_on=first_on), **WHO)
    reglements.edit(version, **terms(starts_on=first_on, former_ends_on=eve), **WHO)

    assert days(programme) == [(former.starts_on, eve), (first_on, None)]


def test_a_correction_that_keeps_the_first_day_leaves_the_version_before(programme, former):
    version = add(programme, former_ends_on=EVE)

    edit(version, note="relue")

    assert days(programme) == [(former.starts_on, EVE), (NEW_YEAR, None)]
    assert Event.objects.filter(verb="reglement.ended").count() == 1


def test_a_correction_does_not_go_back_over_what_was_judged(programme, former):
    version = add(programme, former_ends_on=EVE)
    judge(former, EVE)

    with pytest.raises(reglements.AlreadyJudged):
        reglements.edit(version, **terms(starts_on=EVE), **WHO)


def test_a_version_that_judged_is_neither_corrected_nor_taken_back(programme):
    version = add(programme)
    judge(version, NEW_YEAR)

    with pytest.raises(categories.VersionInUse):
        edit(version)
    with pytest.raises(categories.VersionInUse):
        reglements.remove(version, **WHO)

    assert version.categories.count() == 2


@pytest.mark.parametrize(("extends", "last_on"), [(True, None), (False, EVE)])
def test_a_version_taken_back_gives_its_days_to_the_one_before_if_asked(
    programme, former, extends, last_on
):
    vote = DeliberationFactory(programme=programme, number="2022.01883")
    version = add(programme, former_ends_on=EVE, deliberation=vote)

    reglements.remove(version, extends_former=extends, **WHO)

    assert days(programme) == [(former.starts_on, last_on)]
    was = told("reglement.removed")["was"]
    assert (was["code"], was["deliberation"], len(was["publics"])) == ("2023", "2022.01883", 2)


def test_the_only_version_is_taken_back_with_no_one_to_give_its_days_to(programme):
    reglements.remove(add(programme), extends_former=True, **WHO)

    assert days(programme) == []
