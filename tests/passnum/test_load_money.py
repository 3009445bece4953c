"""Plans, budget lines and subsidies of a programme file, with what came after the vote."""

import datetime as dt
from decimal import Decimal

import pytest

from budget.enums import Norm
from budget.models import BudgetLine, Subsidy, SubsidyPayment
from financing.models import Plan
from places.models import Place
from tests.factories.places import CommuneFactory
from tests.passnum.loading import adds_nothing, dumped, dumped_values, faults, load_text
from tests.passnum.small_programme import PLACE, SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIMITED = 'total = 100.50\naid_limit = 80.5\nlimit_reason = "Notre lecture"\n'
LINE = 'imputation = "6568"\nsection = "functioning"\nauthorised = 30\navailable = 20\n'
FULL_LINE = """imputation = "6568"
norm = "M52"
chapter = "930"
function = "0202"
nature = "6568"
budget_programme = "56000017"
section = "functioning"
authorised = 30
credits = 25.5
available = 45
proposed = 20
commitments = [{ committed_on = 2022-03-01, amount = 2.5, subject = "Études" }]
"""
PAID = """third_party_budget = 50
report_due_on = 2022-12-31
report_received_on = 2022-11-30
payments = [
  { paid_on = 2022-10-03, amount = 12.25, mandat_number = "2022-9001" },
  { paid_on = 2022-11-03, amount = 7.75, mandat_number = "2022-9002" },
]
"""


def whole(limited=LIMITED, line=FULL_LINE, paid=PAID):
    text = SMALL.replace("total = 100.50\n", limited).replace(LINE, line)
    return text.replace("third_party_budget = 50\n", paid)


def test_the_limit_of_a_plan_is_kept_with_its_rule():
    load_text(whole())

    plan = Plan.objects.get()
    assert (plan.aid_limit, plan.limit_reason) == (Decimal("80.5"), "Notre lecture")
    assert dumped_values()["plans"][0]["aid_limit"] == Decimal("80.50")


def test_a_line_keeps_its_parts_its_columns_and_what_is_committed():
    load_text(whole())

    line = BudgetLine.objects.get()
    assert (line.norm, line.chapter, line.function, line.nature, line.budget_programme) == (
        Norm.M52,
        "930",
        "0202",
        "6568",
        "56000017",
    )
    assert (line.credits, line.available, line.proposed) == (Decimal("25.50"), 45, 20)
    assert line.committed == Decimal("22.50")
    (written,) = dumped_values()["budget_lines"]
    assert [one["subject"] for one in written["commitments"]] == ["Études"]


def test_the_parts_that_a_file_leaves_out_are_read_in_the_imputation():
    text = whole(line=LINE).replace('"6568"', '"6568//930202"')

    load_text(text)

    line = BudgetLine.objects.get()
    assert (line.nature, line.chapter, line.function) == ("6568", "930", "0202")
    assert adds_nothing(text)
    assert adds_nothing(dumped())


def test_a_subsidy_keeps_its_payments_and_the_report():
    load_text(whole())

    subsidy = Subsidy.objects.get()
    assert subsidy.report_received_on == dt.date(2022, 11, 30)
    assert list(subsidy.payments.order_by("pk").values_list("mandat_number", "amount")) == [
        ("2022-9001", Decimal("12.25")),
        ("2022-9002", Decimal("7.75")),
    ]


def test_the_same_money_twice_adds_nothing():
    load_text(whole())

    assert adds_nothing(whole())
    assert adds_nothing(dumped())


def test_what_was_committed_paid_and_reported_since_is_added():
    load_text(whole(paid="third_party_budget = 50\nreport_due_on = 2022-12-31\n"))
    more = FULL_LINE.replace(
        "]\n", ', { committed_on = 2022-03-02, amount = 1, subject = "Achats" }]\n'
    )

    added = load_text(whole(line=more))

    assert len(added) == 4
    assert BudgetLine.objects.get().committed == Decimal("23.50")
    assert adds_nothing(whole(line=more))


DIFFERENCES = [
    ("aid_limit = 80.5", "aid_limit = 80", "plans[1].aid_limit", "« 80,5"),
    ("is_public_aid = true", "is_public_aid = false", "plans[1].items[2].is_public_aid", "oui"),
    ('norm = "M52"', 'norm = "M57"', "budget_lines[1].norm", "« M52 »"),
    ("credits = 25.5", "credits = 25", "budget_lines[1].credits", "25,50"),
    ("2022-12-31\nreport", "2022-12-30\nreport", "subsidies[1].report_due_on", "31/12/2022"),
    ("= 2022-11-30", "= 2022-11-29", "subsidies[1].report_received_on", "30/11/2022"),
    ("amount = 7.75", "amount = 7.70", "subsidies[1].payments[2].amount", "7,75"),
]


def test_money_that_differs_is_refused_with_the_difference():
    load_text(whole())
    for old, new, key, said in DIFFERENCES:
        assert old in whole()

        found = faults(whole().replace(old, new, 1))

        assert list(found) == [key], new
        assert said in found[key], new


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("aid_limit = 80.5\n", "", "plans[1].limit_reason", "Indiquez le plafond"),
        ("amount = 2.5", "amount = 50", "budget_lines[1].commitments[1].amount", "Il manque"),
        ("amount = 7.75", "amount = 7.76", "subsidies[1].payments[2].amount", "à payer"),
        ("amount = 7.75", "amount = 7.755", "subsidies[1].payments[2].amount", "deux décimales"),
        ("= 2022-11-30", "= 2020-11-30", "subsidies[1]", "doit suivre le vote"),
    ],
)
def test_money_that_cannot_be_is_said_at_its_key(old, new, key, said):
    assert old in whole()

    found = faults(whole().replace(old, new, 1))

    ((path, sentence),) = found.items()
    assert path.startswith(key.rpartition(".")[0])
    assert said in sentence


RELEASED = 'releases = [{ released_on = 2022-12-31, amount = 1.5, reason = "Moins cher" }]'


def with_releases():
    """The commitment of the line is given back in part, and so is the rest of the subsidy."""
    line = FULL_LINE.replace('subject = "Études" }', f'subject = "Études", {RELEASED} }}')
    return whole(line=line, paid=PAID.replace("7.75", "6.25") + f"{RELEASED}\n")


def test_what_was_given_back_since_is_added_once_and_written_again():
    before = with_releases().replace(f", {RELEASED}", "").replace(f"{RELEASED}\n", "")
    load_text(before)

    assert len(load_text(with_releases())) == 2
    assert BudgetLine.objects.get().committed == Decimal("19.50")
    assert adds_nothing(with_releases())
    assert adds_nothing(before)
    assert dumped().count("Moins cher") == 2


def test_what_is_given_back_beyond_the_rest_is_said_at_its_place():
    found = faults(with_releases().replace("6.25", "7.75"))

    assert "Il reste 6,25 €" in found["subsidies[1].payments[2].amount"]


def test_a_subsidy_that_moved_to_another_line_is_not_the_one_of_the_file():
    load_text(whole())
    text = whole() + OTHER_LINE
    load_text(text)
    moved = text.replace('line = { year = 2022, imputation = "6568" }', OTHER)

    assert "6568" in faults(moved)["subsidies[1].line"]


OTHER = 'line = { year = 2023, imputation = "6574" }'
OTHER_LINE = """
[[budget_lines]]
year = 2023
imputation = "6574"
section = "functioning"
available = 100
"""


def test_a_mandat_is_found_by_its_number_and_its_year():
    again = PAID.replace('mandat_number = "2022-9002"', 'mandat_number = "2022-9001"')
    text = whole(paid=again.replace("2022-11-03", "2023-01-03"))

    load_text(text)

    assert SubsidyPayment.objects.count() == 2
    assert adds_nothing(text)
    assert adds_nothing(dumped())
    (path,) = faults(text.replace("2023-01-03", "2023-01-04"))
    assert path == "subsidies[1].payments[2].paid_on"


def test_places_of_one_name_in_two_communes_are_two_and_a_changed_commune_is_a_difference():
    CommuneFactory(insee="62041", postcodes=["62000"])
    CommuneFactory(insee="62498", postcodes=["62300"])
    second = PLACE.replace("62041", "62498").replace("62000", "62300")
    load_text(SMALL + PLACE)

    assert list(faults(SMALL + second)) == ["places[1].commune", "places[1].postcode"]
    load_text(SMALL + PLACE + second)

    assert Place.objects.filter(name="Espace").count() == 2
    assert adds_nothing(SMALL + PLACE + second)
    assert adds_nothing(dumped())
