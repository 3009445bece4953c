"""Fields to choose a known organisation or to name another one; forms of passwords."""

import json
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from stdnum.fr import siret as siret_number

from accounts.actions.organisations import NamedOrganisation
from accounts.models import Organisation, SavedFilter, User
from accounts.rules import SIRET_TYPED, siret_digits
from accounts.second_factors import name_of
from common import formats
from common.forms import Form, set_choices
from common.model_fields import model_field

NONE_GIVEN = "Choisissez {named} dans la liste, ou indiquez son nom."
CHOSEN_AND_NAMED = "Choisissez {named} dans la liste, ou indiquez son nom\u00a0: pas les deux."
SIRET_WITHOUT_NAME = "Indiquez le nom de l’organisation qui porte ce SIRET."
WRONG_SIRET = "Ce SIRET comporte une faute\u00a0: sa clé de contrôle ne correspond pas."
SHORT_SIRET = "Un SIRET compte 14 chiffres."


class OrganisationChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of organisation, shown by name and SIRET; empty means that another is named."""

    def clean(self, value: Any) -> Any:
        return None if value in self.empty_values else super().clean(value)

    def label_from_instance(self, obj: Any) -> str:
        found = f"{obj.name}, SIRET\u00a0{formats.siret(obj.siret)}" if obj.siret else obj.name
        return str(found)


class OrganisationFields(Form):
    """Three fields for any form or line: `organisation`, `other_name` and `other_siret`.

    `organisations`, those to choose among, is given to the form, or set on the class of a line.
    `organisation_named` names it in error sentences, `organisation_required` makes it required,
    and `organisation_answer` is the answer, once valid.
    """

    organisations: ClassVar[QuerySet[Organisation] | None] = None
    organisation_named: ClassVar[str] = "l’organisation"
    organisation_label: ClassVar[str] = "Organisation"
    organisation_required: ClassVar[bool] = True

    organisation = OrganisationChoice(
        queryset=Organisation.objects.none(), empty_label="Une autre, nommée ci-dessous"
    )
    other_name = model_field(
        Organisation,
        "name",
        label="Autre organisation\u00a0: son nom",
        required=False,
        help_text="Seulement si elle n’est pas dans la liste.",
    )
    other_siret = forms.CharField(
        label="Autre organisation\u00a0: son SIRET",
        required=False,
        max_length=SIRET_TYPED,
        help_text="14 chiffres, s’ils sont connus.",
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.label = self.organisation_label
        field.required = self.organisation_required
        found = self.organisations if organisations is None else organisations
        if found is not None:
            set_choices(self, "organisation", found)

    def clean_other_siret(self) -> str:
        return checked_siret(self.cleaned_data["other_siret"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        known, name = cleaned.get("organisation"), cleaned.get("other_name")
        siret = cleaned.get("other_siret")
        is_wrong = "organisation" in self.errors or "other_name" in self.errors
        must_be_given = self.organisation_required and not is_wrong
        if known and (name or siret):
            self.add_error("organisation", CHOSEN_AND_NAMED.format(named=self.organisation_named))
        elif siret and not name:
            self.add_error("other_name", SIRET_WITHOUT_NAME)
        elif must_be_given and not known and not name:
            self.add_error("organisation", NONE_GIVEN.format(named=self.organisation_named))
        return cleaned

    @property
    def organisation_answer(self) -> NamedOrganisation:
        return organisation_answer(self.cleaned_data)


def checked_siret(typed: str) -> str:
    """The digits of a SIRET, or nothing; refuses one that is not."""
    digits = siret_digits(typed)
    if digits and (len(digits) != 14 or not digits.isdecimal()):
        raise ValidationError(SHORT_SIRET, code="short_siret")
    if digits and not siret_number.is_valid(digits):
        raise ValidationError(WRONG_SIRET, code="wrong_siret")
    return digits


def organisation_answer(answers: dict[str, Any]) -> NamedOrganisation:
    """The organisation chosen or named, from the cleaned data of a form or a line."""
    name, siret = answers["other_name"], answers.get("other_siret", "")
    return {"known": answers.get("organisation"), "name": name, "siret": siret}


class ForgottenForm(Form):
    """Who forgot a password."""

    named: ClassVar[dict[str, str]] = {"email": "votre adresse électronique"}

    email = model_field(User, "email", attrs={"autocomplete": "username", "spellcheck": "false"})


class NewEmailForm(Form):
    """The address that somebody's account takes."""

    named: ClassVar[dict[str, str]] = {"email": "la nouvelle adresse électronique"}

    email = model_field(
        User,
        "email",
        label="Nouvelle adresse électronique",
        help_text="Une lettre y est envoyée, pour vous assurer que vous la lisez.",
    )


class NewPasswordForm(Form):
    """The password that somebody chooses: shown or hidden by the browser, typed once."""

    named: ClassVar[dict[str, str]] = {"password": "un mot de passe"}

    password = forms.CharField(
        label="Nouveau mot de passe",
        strip=False,
        max_length=128,
        help_text=(
            "12 caractères au moins\u00a0: une suite de mots convient. "
            "Ni un nom que l’on vous connaît, ni un mot courant suivi de chiffres."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )


class PasswordAgainForm(Form):
    """The present password of who is signed in."""

    named: ClassVar[dict[str, str]] = {"password": "votre mot de passe"}

    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password, and the one that takes its place."""

    named: ClassVar[dict[str, str]] = {
        **NewPasswordForm.named,
        "current": "votre mot de passe actuel",
    }
    field_order = ["current", "password"]

    current = forms.CharField(
        label="Mot de passe actuel",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}, render_value=True),
    )


class FactorCodeForm(Form):
    """A code of the application, or one of those printed when it was added."""

    named: ClassVar[dict[str, str]] = {"code": "le code"}

    code = forms.CharField(
        label="Code affiché par votre application",
        max_length=20,
        help_text="6 chiffres, qui changent toutes les 30 secondes. Les espaces sont acceptés.",
        widget=forms.TextInput(
            attrs={"class": "w-code", "autocomplete": "one-time-code", "spellcheck": "false"}
        ),
    )


class PasskeyForm(Form):
    """What the browser answers for a passkey."""

    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def clean_credential(self) -> Any:
        try:
            return json.loads(self.cleaned_data["credential"])
        except (ValueError, RecursionError):
            raise ValidationError("La clé d’accès n’a rien répondu.", code="unreadable") from None


class NewPasskeyForm(PasskeyForm):
    """A passkey, and how its owner calls it."""

    named: ClassVar[dict[str, str]] = {"name": "le nom de la clé"}

    name = forms.CharField(
        label="Nom de la clé",
        max_length=40,
        initial="Clé de ce poste",
        help_text="Pour la reconnaître, si vous en avez plusieurs.",
    )


class FactorChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice among one's own factors."""

    def label_from_instance(self, obj: Any) -> str:
        return name_of(obj)


class RemoveFactorForm(Form):
    """Which factor its owner takes away."""

    named: ClassVar[dict[str, str]] = {"factor": "un second facteur"}

    factor = FactorChoice(
        label="Second facteur",
        queryset=Authenticator.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, factors: QuerySet[Authenticator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "factor", factors)


class SavedFilterForm(Form):
    """How a user calls the filters of a list."""

    named: ClassVar[dict[str, str]] = {"name": "le nom de ces filtres"}

    name = model_field(SavedFilter, "name")
