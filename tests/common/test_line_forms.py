"""Forms with lines: blank ones dropped, more on demand, every error said at once."""

from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

from common.errors import Refusal
from common.forms import DayField, EurosField
from common.http import add_refusal
from common.line_forms import EXTRA_LINES, MAX_LINES, FormWithLines, Line
from common.templatetags.formats import error_links


class Post(Line):
    named = {"label": "le libellé du poste", "amount": "le montant du poste"}

    label = forms.CharField(label="Libellé")
    amount = EurosField(label="Montant")


class Plan(FormWithLines):
    named = {"voted_on": "le jour du vote"}
    lines = {"posts": Post}
    parts = {"charge": "posts"}

    voted_on = DayField(label="Voté le")


def typed(lines, **more):
    data = QueryDict(mutable=True)
    data.update({"voted_on": "15/05/2023", "posts-TOTAL_FORMS": str(len(lines)), **more})
    data["posts-INITIAL_FORMS"] = "0"
    for rank, (label, amount) in enumerate(lines):
        data[f"posts-{rank}-label"], data[f"posts-{rank}-amount"] = label, amount
    return data


def test_blank_lines_are_dropped_and_the_order_kept():
    form = Plan(typed([("Pass", "500 000 €"), ("", ""), ("Ingénierie", "50000")]))

    assert form.is_valid()
    assert form.filled["posts"] == [
        {"label": "Pass", "amount": Decimal(500_000)},
        {"label": "Ingénierie", "amount": Decimal(50_000)},
    ]


def test_every_part_is_checked_and_each_error_links_to_its_field():
    form = Plan(typed([("Pass", "beaucoup"), ("", "12")], voted_on="hier"))

    assert not form.is_valid()
    assert error_links(form) == [
        ("id_voted_on", "Écrivez le jour du vote comme 15/05/2023."),
        (
            "id_posts-0-amount",
            "Écrivez le montant du poste en chiffres, comme 1\u00a0234,56\u00a0€.",
        ),
        ("id_posts-1-label", "Indiquez le libellé du poste."),
    ]


def test_more_lines_are_given_with_nothing_lost_and_nothing_blamed():
    form = Plan(typed([("Pass", "beaucoup"), ("", "")], voted_on="hier", **{"add-posts": "1"}))

    assert not form.is_bound
    assert not form.is_valid()
    assert error_links(form) == []
    shown = render_to_string(
        "components/lines.html", {"lines": form.sets["posts"], "legend": "Postes"}
    )
    assert 'value="beaucoup"' in shown
    assert shown.count("<tr>") == 1 + 1 + EXTRA_LINES
    assert shown.count("autofocus") == 1
    assert form["voted_on"].value() == "hier"


def test_known_lines_are_shown_with_room_for_more():
    form = Plan(initial_lines={"posts": [{"label": "Pass", "amount": Decimal("500000.00")}]})

    values = [line["amount"].value() for line in form.sets["posts"].forms]
    assert len(values) == 1 + EXTRA_LINES
    assert values[0] == "500\u00a0000,00\u00a0€"


def test_known_lines_sent_back_unchanged_are_kept_and_an_emptied_one_is_dropped():
    known = [{"label": "Pass", "amount": Decimal(5)}, {"label": "Autre", "amount": Decimal(1)}]
    data = typed([("Pass", "5,00 €"), ("", "")], voted_on="15/05/2023")
    data["posts-INITIAL_FORMS"] = "2"
    form = Plan(data, initial_lines={"posts": known})

    assert form.is_valid(), form.sets["posts"].errors
    assert form.filled["posts"] == [{"label": "Pass", "amount": Decimal(5)}]


@pytest.mark.parametrize("total", ["", "beaucoup", "1e9", "9" * 5000])
def test_a_count_of_lines_that_makes_no_sense_is_no_crash(total):
    data = typed([("Pass", "1")], **{"add-posts": "1"})
    data["posts-TOTAL_FORMS"] = total
    grown = Plan(data)
    del data["add-posts"]

    assert len(grown.sets["posts"].forms) <= MAX_LINES + EXTRA_LINES
    assert not grown.is_valid()
    assert error_links(Plan(data)) == [("", "Ce tableau est arrivé incomplet. Rechargez la page.")]


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal("Il manque 1,00 €.", field="posts"),
        Refusal("Il manque 1,00 €.", field="items", part="charge"),
    ],
)
def test_a_refusal_about_a_table_is_said_above_it_and_links_to_it(refusal):
    form = Plan(typed([("Pass", "1")]))
    assert form.is_valid()

    add_refusal(form, refusal)

    assert error_links(form) == [("id_posts-0-label", "Il manque 1,00 €.")]
    shown = render_to_string("components/lines.html", {"lines": form.sets["posts"], "legend": ""})
    assert 'aria-describedby="id_posts_error"' in shown
    assert "Erreur : Il manque 1,00 €." in shown


def test_a_refusal_about_a_field_stays_beside_it():
    form = Plan(typed([("Pass", "1")]))
    assert form.is_valid()

    add_refusal(form, Refusal("Un autre jour.", field="voted_on"))

    assert error_links(form) == [("id_voted_on", "Un autre jour.")]
