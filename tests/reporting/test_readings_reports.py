import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from conventions.actions import avenants
from conventions.enums import Cadence, ClauseKind, MetBy
from finance.readings.statements import statements_of
from finance.readings.texts import Texts
from reporting import documents
from reporting.readings import quarters, reports
from reporting.readings.indicators import Holder
from reporting.rules import Quarter
from tests.factories.beneficiaries import CategoryFactory, PersonFactory, version_of
from tests.factories.conventions import AvenantFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import hand_out
from tests.factories.finance import ExpenseFactory
from tests.factories.findings import clause
from tests.factories.reporting import spend, state_convention

pytestmark = pytest.mark.django_db
Q1 = Quarter(dt.date(2023, 1, 1))
Q2 = Q1.next
VOTED = dt.date(2023, 5, 15)


def content(convention, quarter=Q1):
    return reports.content_of(convention, quarter)


def volumes(found):
    return {row["name"]: (row["period"], row["reached"]) for row in found["volumes"]}


def test_volumes_tell_the_quarter_apart_from_what_is_reached(convention, depot):
    first = hand_out(depot, on=dt.date(2022, 12, 31)).carnets.select_related("lot__programme").get()
    second = hand_out(depot, on=dt.date(2023, 1, 1)).carnets.select_related("lot__programme").get()
    spend(first, 2, on=dt.date(2022, 12, 31))
    spend(first, 1, on=dt.date(2023, 3, 31))
    spend(second, 5, on=dt.date(2023, 4, 1))

    assert volumes(content(convention)) == {
        "ordered": (0, 80),
        "delivered": (0, 80),
        "active": (0, 80),
        "in_stock": (-10, 60),
        "handed_out": (10, 20),
        "carnets_started": (0, 1),
        "spent": (1, 3),
    }


def test_an_avenant_is_told_as_it_stood_on_the_last_day_of_the_quarter(convention):
    avenant = AvenantFactory(
        convention=convention,
        signed=True,
        number=1,
        voted_on=VOTED,
        signed_on=dt.date(2023, 7, 1),
        deliberation=DeliberationFactory(programme=convention.programme, number="2023-204"),
    )

    assert content(convention)["avenants"] == []
    (told,) = content(convention, Q2)["avenants"]
    assert (told["state"], told["voted_on"], told["signed_on"]) == ("voted", "2023-05-15", None)
    assert told["deliberation"] == "2023-204"
    (since,) = reports.avenants_since(convention, Q2.ends_on, dt.date(2023, 7, 30))
    assert (since["state"], since["signed_on"]) == ("signed", str(avenant.signed_on))
    assert reports.avenants_since(convention, Q2.ends_on, dt.date(2023, 6, 30)) == []


def test_an_avenant_abandoned_since_is_told_as_voted_and_one_abandoned_before_is_not(convention):
    avenant = AvenantFactory(convention=convention, voted=True, voted_on=VOTED, subject="Report")
    avenants.abandon(avenant, by=SYSTEM.at(dt.datetime(2023, 7, 3, 12, tzinfo=dt.UTC)))

    (told,) = content(convention, Q2)["avenants"]
    (since,) = reports.avenants_since(convention, Q2.ends_on, dt.date(2023, 7, 30))

    assert (told["state"], told["abandoned_on"]) == ("voted", None)
    value = documents._avenant(since, "30 juillet 2023")["value"]
    assert value.startswith("Report\u00a0: abandonné le 3\u00a0juillet\u00a02023, délibération")
    assert reports.avenants_since(convention, Q2.ends_on, dt.date(2023, 7, 2)) == []
    assert content(convention, Q2.next)["avenants"] == []
    assert reports.avenants_since(convention, Q2.next.ends_on, dt.date(2023, 12, 1)) == []


def test_an_avenant_of_unknown_day_counts_as_signed_from_its_effect(convention):
    AvenantFactory(
        convention=convention,
        signed=True,
        signed_on=None,
        signed_source="une lettre",
        deliberation=DeliberationFactory(programme=convention.programme, number="2023-204"),
        stated_effective_on=dt.date(2023, 6, 30),
        voted_on=VOTED,
        subject="Prolongation",
    )

    (told,) = content(convention, Q2)["avenants"]
    assert (told["state"], told["signed_on"]) == ("signed", None)
    assert documents._avenant(told, "30 juin 2023")["value"] == (
        "Prolongation\u00a0: signé un jour inconnu, délibération n°\u00a02023-204"
    )


def test_small_counts_of_people_leave_no_figure_of_theirs(convention, depot):
    far = CategoryFactory(
        version=version_of(convention.programme), label="RSA", is_far_from_employment=True
    )
    for number in range(6):
        person = PersonFactory(programme=convention.programme, registered_by=depot.organisation)
        given = hand_out(depot, person=person, on=Q1.starts_on)
        if number == 0:
            rsa = given.decision
    assert far.pk != rsa.category_id

    found = content(convention)["people"]

    assert found["reached"] == 6
    assert found["by_category"] == [
        {"label": "Demandeurs d’emploi", "people": 6, "handed_out": 60, "spent": 0}
    ]
    assert found["far_handed_out"] == 0


def test_a_group_of_less_than_five_hides_the_gauge_and_the_total(convention, depot):
    category = version_of(convention.programme).categories.get()
    category.is_far_from_employment = True
    category.save()
    hand_out(depot, on=Q1.starts_on)

    found = content(convention)["people"]

    assert (found["reached"], found["far_handed_out"]) == (None, None)
    assert found["by_category"] == [
        {"label": category.label, "people": None, "handed_out": None, "spent": None}
    ]


def test_the_share_of_the_state_takes_engineering_up_to_its_cap(convention, depot):
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 4, on=Q1.ends_on)
    for amount, on in (("60000.00", Q1.ends_on), ("1.00", Q2.starts_on)):
        ExpenseFactory(
            programme=convention.programme,
            engineering=True,
            amount=Decimal(amount),
            paid_on=on,
            mandat_number="7",
        )

    money = content(convention)["money"]
    (statement,) = statements_of([convention], Q1.ends_on)
    assert Decimal(money["state_share"]) == statement.totals["share_reached"]
    assert money == {
        "sources": [
            "Base de règlement\u00a0: convention",
            "Taux d’aide énoncé\u00a0: convention",
            "Budget du projet\u00a0: convention",
            "Plafond des coûts annexes, du total\u00a0: convention",
        ],
        "without_key": "",
        "consumed": "40.00",
        "engineering": "55000.00",
        "engineering_cap": "55000.00",
        "outside": "5000.00",
        "advance": None,
        "to_repay": None,
        "state_share": "27520.00",
        "rate": "50\u00a0%",
        "formula": "55\u00a0040,00\u00a0€ × 50\u00a0% = 27\u00a0520,00\u00a0€",
        "maximum": "275000.00",
    }


def test_what_waits_for_a_key_is_frozen_with_the_report(convention, depot):
    state_convention(convention.programme)
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 4, on=Q1.ends_on)

    money = content(convention)["money"]

    assert (money["consumed"], money["without_key"]) == ("0.00", "4\u00a0pass consommés")


def test_an_advance_is_reported_with_what_is_to_repay():
    advance = {"basis": {"text": "advance"}, "grant_max": {"amount": Decimal(488_900)}}
    convention = state_convention(eligible_base={"amount": Decimal(763_900)}, **advance)
    assert quarters.reported_conventions(Texts(convention.programme)) == [convention]

    money = content(convention)["money"]

    assert (money["advance"], money["to_repay"]) == ("488900.00", "488900.00")
    assert money["state_share"] == "0.00"


def test_without_a_rate_nor_a_cap_the_share_is_not_computed():
    silent = state_convention(aid_rate=None, engineering_cap=None)
    ExpenseFactory(programme=silent.programme, engineering=True, paid=True)

    found = content(silent)["money"]

    assert (found["state_share"], found["engineering_cap"]) == (None, None)
    assert found["engineering"] == "100.00"


def test_hidden_groups_whose_names_sort_alike_keep_one_order_for_ever():
    labels = ["bénéficiaires du RSA", "Bénéficiaires du RSA", "BENEFICIAIRES du RSA"]
    holders = [Holder(1, label, False, "EPCI", "62", 10, 0) for label in labels]

    found = reports.people_of(holders)["by_category"]

    assert [one["label"] for one in found] == sorted(labels)


def test_services_are_those_of_the_quarter(convention, depot):
    carnet = hand_out(depot, on=Q1.starts_on).carnets.select_related("lot__programme").get()
    spend(carnet, 2, on=Q1.ends_on)
    spend(carnet, 3, on=Q2.starts_on)

    (service,) = content(convention)["services"]

    assert service == {
        "service": "procedures",
        "label": "Aide aux démarches administratives",
        "sessions": 1,
        "passes": 2,
        "places": 1,
    }


def test_what_a_convention_does_not_say_is_left_empty_and_an_avenant_is_named(convention):
    convention.signed_on = convention.deliberation = None
    avenant = AvenantFactory(convention=convention, signed=True, number=1)
    clause(
        convention,
        ClauseKind.ACTION_END,
        avenant=avenant,
        day=dt.date(2023, 12, 31),
        effective_on=Q1.starts_on,
        article="2",
    )

    told = content(convention)["convention"]

    assert (told["signed_on"], told["deliberation"]) == (None, "")
    assert (told["ends_on"], told["ends_by"]) == (
        "2023-12-31",
        "article\u00a02, avenant n°\u00a01",
    )


def test_an_obligation_that_lost_its_effect_is_met_by_no_report(convention):
    quarterly = {"cadence": Cadence.QUARTERLY, "due_on": None, "met_by": MetBy.QUARTERLY_REPORT}
    asked = ObligationFactory(convention=convention, effective_on=None, **quarterly)
    OccurrenceFactory(obligation=asked, due_on=dt.date(2023, 4, 30))

    assert quarters.occurrences_met(convention, [Q1]) == {}
