"""Forms of the gallery: fields, lines and cards, empty, filled and refused."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from common.forms import CodesField, DayField, EurosField, Form
from common.line_forms import CardLine, FormWithLines, Line


class Sample(Form):
    """One field of each kind."""

    named = {
        "signed_on": "la date de signature de la convention",
        "amount": "le montant voté",
        "basis": "la base de la dépense",
    }

    signed_on = DayField(label="Date de signature")
    amount = EurosField(label="Montant voté", help_text="En euros, comme dans la délibération.")
    codes = CodesField(label="Codes des pass", help_text="Un par ligne.", required=False)
    basis = forms.ChoiceField(
        label="Base de la dépense",
        choices=[("bought", "Pass achetés"), ("consumed", "Pass consommés")],
        widget=forms.RadioSelect,
        help_text="Celle que dit la convention.",
    )
    funders = forms.MultipleChoiceField(
        label="Financeurs",
        choices=[("anct", "ANCT"), ("feder", "FEDER")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    depot = forms.ChoiceField(
        label="Dépôt",
        choices=[("", "Choisir"), *((str(n), f"Dépôt n°\u00a0{n}") for n in range(1, 9))],
        help_text="Repris de la demande n°\u00a0218.",
    )
    proof = forms.FileField(label="Pièce", help_text="PDF, 5\u00a0Mo au plus.", required=False)
    sure = forms.BooleanField(
        label="J’ai vu la pièce et je l’atteste", help_text="Elle reste dans le dossier."
    )


class Post(Line):
    label = forms.CharField(label="Poste")
    amount = EurosField(label="Montant (€)")


class Duty(CardLine):
    blank_title = "Ajouter une obligation"
    rare: ClassVar[tuple[str, ...]] = ("note",)

    title = forms.CharField(label="Obligation")
    note = forms.CharField(label="Mention", required=False)
    remove = forms.BooleanField(label="Retirer", required=False)

    @property
    def content_in_words(self) -> str:
        return str(self.initial.get("title", ""))


class Pact(Duty):
    """A card whose fields are all usual."""

    blank_title = "Ajouter un engagement"
    rare: ClassVar[tuple[str, ...]] = ()

    note = None  # type: ignore[assignment] # how Django takes a field away


class Pacts(FormWithLines):
    lines: ClassVar[dict[str, type[Line]]] = {"pacts": Pact, "extras": Post}


class Posts(FormWithLines):
    lines: ClassVar[dict[str, type[Line]]] = {"posts": Post, "duties": Duty}


class RefusedPosts(FormWithLines):
    lines: ClassVar[dict[str, type[Line]]] = {"refused": Post, "refused_duties": Duty}


def _wrong() -> Sample:
    form = Sample(
        {"signed_on": "15 mai", "amount": "douze", "basis": ""},
        {"proof": SimpleUploadedFile("vide.pdf", b"")},
        auto_id="faux_%s",
    )
    form.full_clean()
    return form


def _wrong_posts() -> RefusedPosts:
    sizes = [f"{name}-TOTAL_FORMS=1&{name}-INITIAL_FORMS=0" for name in RefusedPosts.lines]
    typed = ["refused-0-amount=douze", "refused_duties-0-note=annexe"]
    form = RefusedPosts(QueryDict("&".join([*sizes, *typed])))
    form.is_valid()
    form.sets["refused"].refuse("Les postes font 0,00\u00a0€\u00a0; il manque 10,00\u00a0€.")
    return form


def samples() -> dict[str, object]:
    return {
        "blank": Sample(auto_id="vide_%s"),
        "wrong": _wrong(),
        "wrong_once": _wrong_once(),
        "filled": [one.sets.values() for one in (Posts(initial_lines=FILLED), _wrong_posts())],
        "pacts": Pacts().sets,
    }


def _wrong_once() -> Form:
    """A refusal of the whole form, that no field holds alone."""
    form = Form({}, auto_id="refus_%s")
    form.add_error(None, "Cette convention a changé pendant votre saisie.")
    return form


FILLED: dict[str, list[dict[str, Any]]] = {
    "posts": [{"label": "Pass", "amount": Decimal(500_000)}],
    "duties": [{"title": "Remettre le bilan", "note": "annexe 2"}],
}
