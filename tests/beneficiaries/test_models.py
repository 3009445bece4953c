import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from beneficiaries.models import (
    Allowance,
    Category,
    Decision,
    Person,
    ReglementVersion,
    Request,
)
from tests.factories.beneficiaries import (
    CategoryFactory,
    DecisionFactory,
    EstablishmentFactory,
    PersonFactory,
    ReglementVersionFactory,
    RequestFactory,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 5, 15)


def refused(reason):
    return pytest.raises(IntegrityError, match=reason)


def test_the_database_refuses_two_versions_of_one_code():
    version = ReglementVersionFactory(ends_on=dt.date(2022, 12, 31))
    with refused("reglement_code_unique"), transaction.atomic():
        ReglementVersionFactory(programme=version.programme, code=version.code, starts_on=DAY)


def test_the_database_refuses_two_versions_on_one_day():
    version = ReglementVersionFactory(ends_on=DAY)
    with refused("reglement_no_overlap"), transaction.atomic():
        ReglementVersionFactory(programme=version.programme, starts_on=DAY)


def test_the_database_refuses_a_version_that_ends_before_it_starts():
    with refused("reglement_in_order"), transaction.atomic():
        ReglementVersionFactory(ends_on=dt.date(2020, 12, 31))


@pytest.mark.parametrize("wrong", [{"passes_granted": 0}, {"passes_granted": 11}])
def test_the_database_refuses_a_grant_beyond_its_ceiling_or_of_nothing(wrong):
    with refused("category_grant_within_ceiling"), transaction.atomic():
        CategoryFactory(**wrong)


def test_the_database_refuses_two_categories_of_one_code_in_a_version():
    category = CategoryFactory()
    with refused("category_code_unique"), transaction.atomic():
        CategoryFactory(version=category.version, code=category.code)


def test_the_database_refuses_the_same_person_twice_in_a_programme():
    person = PersonFactory()
    with refused("person_identity_unique"), transaction.atomic():
        PersonFactory(programme=person.programme, last_name=person.last_name)


@pytest.mark.parametrize(
    "wrong",
    [{"passes": 0}, {"category": None}, {"granted": False}, {"passes": 0, "category": None}],
)
def test_the_database_refuses_a_decision_that_contradicts_itself(wrong):
    with refused("decision_grants_passes_in_a_category"), transaction.atomic():
        DecisionFactory(**wrong)


def test_the_database_refuses_two_decisions_on_one_request():
    decision = DecisionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionFactory(request=decision.request)


@pytest.mark.parametrize("model", [Decision, Request])
def test_the_database_refuses_to_change_or_delete_a_decision_and_its_request(model):
    DecisionFactory()
    table = model._meta.db_table
    for sql in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
        with refused("append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_database_refuses_to_change_a_public_that_judged():
    category = DecisionFactory().category
    for write in (
        lambda: Category.objects.filter(pk=category.pk).update(max_age=99),
        lambda: CategoryFactory(version=category.version),
        category.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_a_public_that_judged_nothing_may_be_corrected():
    category = CategoryFactory()
    Category.objects.filter(pk=category.pk).update(max_age=99)
    category.delete()
    assert not Category.objects.exists()


def allow(**values):
    given = {"starts_on": DAY, "ends_on": dt.date(2024, 5, 14), "ceiling": 10, "granted": 10}
    return Allowance.objects.create(**(given | values))


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"granted": 11}, "allowance_within_ceiling"),
        ({"ends_on": dt.date(2023, 5, 14)}, "allowance_in_order"),
    ],
)
def test_the_database_refuses_a_quota_beyond_its_ceiling(wrong, constraint):
    with refused(constraint), transaction.atomic():
        allow(person=PersonFactory(), category=CategoryFactory(), **wrong)


def test_the_database_refuses_two_quotas_on_one_day():
    first = allow(person=PersonFactory(), category=CategoryFactory())
    with refused("allowance_one_per_period"), transaction.atomic():
        allow(person=first.person, category=first.category, starts_on=dt.date(2024, 5, 14))


@pytest.mark.parametrize("same", ["position", "uai"])
def test_two_establishments_of_a_programme_differ(same):
    first = EstablishmentFactory(uai="0590001A")
    with refused(f"establishment_{same}_unique"), transaction.atomic():
        EstablishmentFactory(programme=first.programme, **{same: getattr(first, same)})


def test_rows_say_what_they_are_without_a_name():
    assert str(EstablishmentFactory(position=7)) == "Établissement n°\u00a07 (nom à renseigner)"
    decision = DecisionFactory()
    person = decision.request.person
    assert str(person) == f"Personne {person.pk}"
    assert str(decision) == f"Décision {decision.pk}"
    assert str(decision.request) == f"Demande {decision.request.pk} du 15/05/2023"
    assert str(allow(person=person, category=decision.category)) == "10 / 10"
    assert str(RequestFactory().filed_with)


def test_reasons_are_told_the_public_that_grants_first_then_the_closest():
    def reason(code, *holds):
        return {"code": code, "criteria": [{"name": "âge", "holds": held} for held in holds]}

    reasons = [reason("far", False, False), reason("near", True, False), reason("chosen", True)]
    category = CategoryFactory(code="chosen")
    granted = DecisionFactory(category=category, version=category.version, reasons=reasons)
    refused_ = DecisionFactory(refused=True, reasons=reasons[:2])

    assert [r["code"] for r in granted.ordered_reasons] == ["chosen", "near", "far"]
    assert [r["missing"] for r in granted.ordered_reasons] == [
        [],
        ["un autre âge"],
        ["un autre âge", "un autre âge"],
    ]
    assert [r["code"] for r in refused_.ordered_reasons] == ["near", "far"]


def test_the_database_keeps_a_person_in_their_programme():
    person = PersonFactory()
    with refused("belongs to one programme"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(programme=ProgrammeFactory())


def test_the_database_keeps_the_days_of_a_version_that_judged():
    decision = DecisionFactory()
    filed, version = decision.request.filed_on, decision.version
    mine = ReglementVersion.objects.filter(pk=version.pk)
    for change in (
        {"starts_on": version.starts_on + dt.timedelta(days=1)},
        {"ends_on": filed - dt.timedelta(days=1)},
    ):
        with refused("its days are kept"), transaction.atomic():
            mine.update(**change)
    assert mine.update(ends_on=filed + dt.timedelta(days=400)) == 1
