"""Forms speak our words and read what pages print."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms

from common.errors import Refusal
from common.forms import CodeField, CodesField, DayField, EurosField, Form, NamedField, WholeField
from common.http import add_refusal
from common.templatetags.formats import unbroken

BANNED = ("veuillez", "invalide", "valide", "obligatoire", "!", "Saisissez", "Sélectionnez")


class Everything(Form):
    named = {"signed_on": "la date de signature de la convention", "cost": "le montant"}

    signed_on = DayField(label="Date de signature")
    cost = EurosField(label="Montant")
    code = CodeField(label="Code du pass")
    number = forms.IntegerField(label="Nombre", min_value=1)
    reason = forms.CharField(label="Motif", max_length=5)
    way = forms.ChoiceField(label="Moyen", choices=[("a", "A")])
    email = forms.EmailField(label="Adresse électronique")
    sure = forms.BooleanField(label="Certification")


def errors_of(field, **data):
    return Everything(data).errors[field]


def test_an_empty_answer_names_its_field():
    errors = Everything({}).errors
    assert errors["signed_on"] == ["Indiquez la date de signature de la convention."]
    assert errors["reason"] == ["Indiquez «\u00a0Motif\u00a0»."]
    assert errors["way"] == ["Choisissez «\u00a0Moyen\u00a0»."]


def test_a_day_without_year_says_so():
    assert errors_of("signed_on", signed_on="15 mai") == [
        "Il manque l’année dans la date de signature de la convention."
    ]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"signed_on": "x", "cost": "x", "number": "x", "reason": "trop long", "way": "z"},
        {"cost": "-1", "number": "0", "email": "x", "code": "x" * 600},
        {"cost": "1,234"},
    ],
)
def test_no_word_of_the_framework_is_ever_shown(data):
    shown = [message for messages in Everything(data).errors.values() for message in messages]
    assert shown
    assert [m for m in shown for word in BANNED if word.casefold() in m.casefold()] == []


def test_what_the_author_of_a_form_wrote_is_kept():
    class Own(Form):
        reason = forms.CharField(error_messages={"required": "Dites pourquoi."})

    assert Own({}).errors["reason"] == ["Dites pourquoi."]


def test_days_and_amounts_are_read_and_shown_again_in_french():
    form = Everything({"signed_on": "1er mars 2023", "cost": "1\u202f234,56 €"})
    assert "signed_on" not in form.errors
    assert form.cleaned_data["signed_on"] == dt.date(2023, 3, 1)
    assert form.cleaned_data["cost"] == Decimal("1234.56")
    again = Everything(initial={"signed_on": dt.date(2023, 3, 1), "cost": Decimal("1234.56")})
    assert again["signed_on"].value() == "01/03/2023"
    assert again["cost"].value() == "1\u00a0234,56\u00a0€"


def test_codes_are_one_a_line_and_at_least_one_is_asked():
    class Codes(Form):
        codes = CodesField(label="Codes")

    form = Codes({"codes": "p000-1\n P0002"})
    assert form.is_valid()
    assert form.cleaned_data["codes"] == ["P0001", "P0002"]
    assert not Codes({"codes": " \n"}).is_valid()


def test_a_refusal_goes_to_the_field_that_it_names_else_to_the_form():
    form = Everything({})
    form.full_clean()
    add_refusal(form, Refusal("Trop cher.", field="cost"))
    add_refusal(form, Refusal("Convention close.", field="elsewhere"))
    assert "Trop cher." in form.errors["cost"]
    assert form.non_field_errors() == ["Convention close."]


NIR = "1 85 05 78 006 084 91"


@pytest.mark.parametrize("field", ["reason", "email"])
def test_no_text_keeps_a_nir(field):
    class Free(Form):
        reason = forms.CharField(label="Motif", required=False)
        email = forms.EmailField(label="Adresse", required=False)

    answer = NIR if field == "reason" else f"{NIR.replace(' ', '')}@exemple.fr"
    assert Free({field: answer}).errors[field] == [
        "Retirez le numéro de sécurité sociale (NIR)\u00a0: la loi interdit de l’enregistrer ici."
    ]


def test_a_code_and_a_password_are_not_read_as_texts():
    class Coded(Form):
        code = CodeField(label="Code")
        password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput)

    assert Coded({"code": NIR, "password": NIR}).is_valid()


class Choosing(Form):
    named = {"vote": "la délibération"}

    vote = NamedField(
        datalist="votes",
        required=False,
        choices=[("a", "n°\u00a02020-17 (Conseil)"), ("b", "n°\u00a02020-176 (Commission)")],
    )


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("n° 2020-17 (Conseil)", "a"),
        ("2020-176", "b"),
        ("commission", "b"),
        ("b", "b"),
        ("", ""),
        ("2020-17", None),
        ("2021-3", None),
    ],
)
def test_a_choice_is_typed_by_its_name_or_by_what_it_alone_holds(typed, chosen):
    form = Choosing({"vote": typed})

    assert (form.cleaned_data["vote"] if form.is_valid() else None) == chosen


def test_a_choice_made_is_shown_by_its_name():
    assert 'value="n°\u00a02020-17 (Conseil)"' in str(Choosing(initial={"vote": "a"})["vote"])


def test_a_number_of_a_hint_is_not_parted_at_its_hyphen():
    hint = "9 pour un chiffre\u00a0: 9999-99999, après-midi, 2021-02-08 & <b>, 09:00-12:00."

    assert unbroken(hint) == (
        '9 pour un chiffre\u00a0: <span class="nowrap">9999-99999</span>, après-midi, '
        '<span class="nowrap">2021-02-08</span> &amp; &lt;b&gt;, '
        '<span class="nowrap">09:00-12:00</span>.'
    )


class Hinted(Form):
    number = WholeField(label="Numéro", help_text="Par exemple 9999-99999.")


def test_each_hint_is_shown_so():
    assert 'Par exemple <span class="nowrap">9999-99999</span>.' in Hinted().as_div()
