"""Forms with which an administrator gives roles, and changes the parameters of a programme."""

import re
from collections.abc import Collection
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import OrganisationFields, checked_siret
from accounts.models import Membership, Organisation, User
from accounts.rules import SIRET_TYPED
from common.concurrent_edits import ConcurrentEditForm
from common.forms import Form, YearField
from common.model_fields import model_field
from programmes.enums import LETTERS
from programmes.models import Programme
from programmes.querysets import KIND_OF_ROLE
from programmes.reference import code_of, in_words

OF_AUTHORITY = "Ce rôle se tient dans {authority}\u00a0: laissez l’organisation vide."
NO_PROGRAMME = "Chargez d’abord un programme\u00a0: ce rôle s’y tient."


class RoleForm(OrganisationFields):
    """A role, and for those of the field the organisation that takes part in the programme."""

    organisation_required = False
    organisation_label = "Structure"
    named: ClassVar[dict[str, str]] = {"role": "le rôle", "organisation": "la structure"}
    field_order = ["role", "organisation", "other_name", "other_siret"]

    role = model_field(Membership, "role", empty_label="Choisissez")

    def __init__(
        self, *args: Any, authority: Organisation, has_programme: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.authority, self.has_programme = authority, has_programme
        self.fields[
            "organisation"
        ].help_text = (
            f"Pour un distributeur ou un médiateur. Les autres rôles se tiennent dans {authority}."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        role = cleaned.get("role")
        is_named = bool(cleaned.get("organisation") or cleaned.get("other_name"))
        is_of_field = role in KIND_OF_ROLE
        if is_of_field and not self.has_programme:
            self.add_error("role", ValidationError(NO_PROGRAMME, code="no_programme"))
        elif is_of_field and not is_named and not self.errors:
            self.add_error("organisation", "Choisissez la structure, ou indiquez son nom.")
        elif role and not is_of_field and is_named:
            self.add_error("organisation", OF_AUTHORITY.format(authority=self.authority))
        return cleaned


class InviteForm(RoleForm):
    """A person to whom a first role is given."""

    named: ClassVar[dict[str, str]] = {
        **RoleForm.named,
        "email": "l’adresse électronique",
        "first_name": "le prénom",
        "last_name": "le nom",
    }
    field_order = ["email", "first_name", "last_name", *RoleForm.field_order]

    email = model_field(User, "email", help_text="Celle où la personne reçoit son invitation.")
    first_name = model_field(User, "first_name", required=True)
    last_name = model_field(User, "last_name", required=True)


class DepartementsField(forms.CharField):
    """Départements by code or name: « 02, 60 Oise, Somme »."""

    def clean(self, value: Any) -> Any:
        typed = [one for one in re.split(r"[,;\n]", super().clean(value)) if one.strip()]
        codes = {one.strip(): code_of(one) for one in typed}
        if unknown := [one for one, code in codes.items() if code is None]:
            said = f"Aucun département ne s’appelle «\u00a0{unknown[0]}\u00a0»."
            raise ValidationError(said, code="unknown_departement")
        return sorted(str(code) for code in {*codes.values()})

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, list) else value


class ProgrammeForm(Form):
    """A programme and its parameters."""

    named: ClassVar[dict[str, str]] = {
        "name": "le nom du programme",
        "code": "le code du programme",
        "letter": "la lettre de série",
        "territory": "les départements",
        "face_value": "la valeur d’un pass",
        "time_zone": "le fuseau horaire",
        "managed_from": "le jour depuis lequel il est géré ici",
        "first_year": "la première année",
        "last_year": "la dernière année",
        "validity_months": "la validité proposée à une commande",
        "tolerance_days": "la tolérance après expiration",
        "objection_days": "le délai pour contester un état contradictoire",
        "redemption_window_days": "le délai pour encaisser",
        "report_delay_days": "le délai des rapports",
        "proof_days": "le délai pour valider un BAT",
        "pace_days": "les jours du rythme",
        "asleep_weeks": "les semaines d’un carnet jamais entamé",
        "reminder_weeks": "le délai entre deux rappels",
        "retention_months": "la conservation des données d’une personne",
        "granted_per_day": "les pass accordés par un compte en un jour",
        "watched_amount": "le montant à relire",
    }

    name = model_field(Programme, "name")
    code = model_field(
        Programme,
        "code",
        help_text="En lettres, chiffres et tirets\u00a0: pas-de-calais. Il ne change plus.",
    )
    letter = model_field(Programme, "letter", choices=[(one, one) for one in LETTERS])
    face_value = model_field(Programme, "face_value")
    territory = DepartementsField(
        label="Départements",
        max_length=2000,
        help_text="Par leur code ou leur nom, séparés par des virgules\u00a0: 02, Oise.",
    )
    time_zone = model_field(Programme, "time_zone")
    managed_from = model_field(Programme, "managed_from")
    first_year = model_field(Programme, "first_year", kind=YearField)
    last_year = model_field(Programme, "last_year", kind=YearField)
    hotline = model_field(Programme, "hotline")
    carnet_sizes = model_field(Programme, "carnet_sizes")
    validity_months = model_field(Programme, "validity_months")
    tolerance_days = model_field(Programme, "tolerance_days")
    objection_days = model_field(Programme, "objection_days")
    redemption_window_days = model_field(Programme, "redemption_window_days")
    report_delay_days = model_field(Programme, "report_delay_days")
    proof_days = model_field(Programme, "proof_days")
    pace_days = model_field(Programme, "pace_days")
    asleep_weeks = model_field(Programme, "asleep_weeks")
    reminder_weeks = model_field(Programme, "reminder_weeks")
    mandat_pattern = model_field(Programme, "mandat_pattern")
    retention_months = model_field(Programme, "retention_months")
    granted_per_day = model_field(Programme, "granted_per_day")
    watched_amount = model_field(Programme, "watched_amount")
    allows_holding_both = model_field(Programme, "allows_holding_both")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [self.initial["letter"]] if self.initial.get("letter") else []
        letters = [*own, *Programme.objects.free_letters()]
        choices = [("", "Choisissez"), *((one, one) for one in letters)]
        self.fields["letter"].choices = choices  # type: ignore[attr-defined]


class ParametersForm(ConcurrentEditForm, ProgrammeForm):
    """The parameters of a programme that nothing recorded stands on."""

    def __init__(self, *args: Any, settled: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in settled:
            del self.fields[name]


class OrganisationForm(ConcurrentEditForm):
    """What identifies a legal person, and where it is found."""

    named: ClassVar[dict[str, str]] = {"name": "le nom de l’organisation"}

    name = model_field(Organisation, "name")
    short_name = model_field(
        Organisation, "short_name", help_text="Celui des listes, s’il est plus court."
    )
    siret = forms.CharField(
        label="SIRET",
        required=False,
        max_length=SIRET_TYPED,
        help_text="14 chiffres, s’ils sont connus.",
    )
    address = model_field(Organisation, "address")
    phone = model_field(Organisation, "phone")
    accent = model_field(
        Organisation,
        "accent",
        help_text="Celle des liens et des boutons, lisible sur fond blanc\u00a0: #1D4F91.",
    )

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_own:
            del self.fields["accent"]

    def clean_siret(self) -> str:
        return checked_siret(self.cleaned_data["siret"])


class NoticesForm(ConcurrentEditForm):
    """What an authority tells the public at the foot of the pages."""

    named: ClassVar[dict[str, str]] = {
        "legal_basis": "la base légale",
        "accessibility_basis": "comment l’état d’accessibilité est établi",
        "accessibility_gaps": "les contenus non accessibles",
    }

    address = model_field(Organisation, "address")
    phone = model_field(Organisation, "phone")
    email = model_field(Organisation, "email")
    publisher = model_field(Organisation, "publisher")
    host = model_field(Organisation, "host")
    data_officer = model_field(Organisation, "data_officer")
    legal_basis = model_field(Organisation, "legal_basis")
    accessibility = model_field(Organisation, "accessibility")
    accessibility_basis = model_field(Organisation, "accessibility_basis")
    accessibility_gaps = model_field(Organisation, "accessibility_gaps", rows=4)
