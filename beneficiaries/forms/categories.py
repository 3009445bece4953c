"""The fields of one category, repeated in the form of a version."""

from typing import Any

from django import forms
from django.utils.text import slugify

from beneficiaries import rules
from beneficiaries.models import Category
from common.line_forms import CardLine
from common.model_fields import model_field

MAX_CODE = 40


class CategoryLine(CardLine):
    """The fields of a category: who is admitted, by which proof, for how many passes."""

    named = {
        "label": "le public",
        "code": "le nom court du public",
        "min_age": "l’âge minimal",
        "max_age": "l’âge maximal",
        "statuses": "les situations admises",
        "proof": "le justificatif",
        "passes_granted": "le nombre de pass accordés",
        "passes_granted_alone": "le nombre de pass accordés à une personne seule",
        "ceiling": "le plafond de pass",
        "period_months": "la période du plafond",
    }
    blank_title = "Ajouter un public"

    label = model_field(Category, "label")
    min_age = model_field(Category, "min_age")
    max_age = model_field(Category, "max_age")
    statuses = model_field(
        Category,
        "statuses",
        help_text="Aucune case cochée\u00a0: toute situation est admise.",
    )
    is_far_from_employment = model_field(Category, "is_far_from_employment")
    is_sensitive = model_field(Category, "is_sensitive")
    names_establishment = model_field(Category, "names_establishment")
    proof = model_field(Category, "proof")
    passes_granted = model_field(Category, "passes_granted")
    passes_granted_alone = model_field(Category, "passes_granted_alone")
    ceiling = model_field(Category, "ceiling")
    period_months = model_field(Category, "period_months", required=False)
    code = model_field(Category, "code", required=False)
    remove = forms.BooleanField(label="Retirer ce public", required=False)

    @property
    def is_opened(self) -> bool:
        """Opened when it has errors, has the focus, or is the first blank one."""
        first = self.is_blank and (self.prefix or "").endswith("-0")
        awaited = bool(self.fields["label"].widget.attrs.get("autofocus"))
        return first or awaited or bool(self.errors)

    @property
    def content_in_words(self) -> str:
        return str(self["label"].value() or "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["period_months"] = cleaned.get("period_months") or 12
        cleaned["code"] = cleaned.get("code") or short_name(cleaned.get("label", ""))
        if not cleaned["code"] and "label" not in self.errors:
            self.add_error("code", "Indiquez le nom court du public.")
        if not self.errors:
            for field, sentence in rules.category_faults(Category(**terms_of(cleaned)).rule):
                self.add_error(field, sentence)
        return cleaned


def short_name(text: str) -> str:
    """`2022.01883` gives `2022-01883`, `Jeunes de 18 à 30 ans` gives `jeunes-de-18-a-30-ans`."""
    return slugify(text.replace(".", "-").replace("’", "-"))[:MAX_CODE].strip("-")


def terms_of(line: dict[str, Any]) -> Any:
    """The terms of a category, as the actions take them, from its fields once valid."""
    return {name: value for name, value in line.items() if name != "remove"}
