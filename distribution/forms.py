"""The forms that make a hand-out and undo one, and that propose to put a lot in service."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import OrganisationFields
from common.concurrent_edits import ConcurrentEditForm
from common.forms import CodeField, Form, NumberField, set_choices
from common.model_fields import model_field
from distribution.enums import STORES, DepotKind
from distribution.models import Carnet, Depot, Lot, StockLine
from distribution.querysets import DepotQuerySet
from programmes.models import Programme
from programmes.querysets import organisations_of


class HandOutForm(Form):
    """The carnet to hand out, by its number, its view code or one of its passes, and the depot."""

    named = {"first_carnet": "le numéro du carnet", "depot": "le dépôt"}

    depot = forms.ModelChoiceField(
        Depot.objects.none(),
        label="Dépôt",
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    first_carnet = CodeField(
        label="Carnet",
        help_text="Scannez le carnet, ou gardez celui qui est proposé.",
        error_messages={"required": "Scannez le carnet ou indiquez son numéro."},
    )

    def __init__(
        self, *args: Any, programme: Programme, depots: DepotQuerySet, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        set_choices(self, "depot", depots)
        self.fields["first_carnet"].widget.attrs["data-counter"] = "carnet"
        if len(depots) == 1:
            self.fields["depot"].widget = forms.HiddenInput()

    def clean_first_carnet(self) -> int:
        typed = self.cleaned_data["first_carnet"]
        carnet = Carnet.objects.find_by_any_code(self.programme, typed)
        if carnet is None:
            raise ValidationError(
                "Ce carnet n’est pas reconnu. Scannez-le ou recopiez son numéro.", code="unknown"
            )
        return carnet.number


class UndoForm(Form):
    """Why a hand-out is taken back."""

    named = {"reason": "le motif"}

    reason = model_field(StockLine, "reason", required=True)


class OpenDepotForm(OrganisationFields):
    """A new store, and the organisation that holds it."""

    named = {"name": "le nom du dépôt", "kind": "la nature du dépôt"}
    organisation_named = "l’organisation qui le tient"
    organisation_label = "Organisation qui le tient"
    field_order = ["name", "kind"]

    name = model_field(
        Depot, "name", label="Nom du dépôt", help_text="Par exemple\u00a0: MDS de Lens."
    )
    kind = model_field(
        Depot,
        "kind",
        choices=[(one.value, one.label) for one in map(DepotKind, STORES)],
        initial=DepotKind.DISTRIBUTOR,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        known = organisations_of(programme.authority)
        super().__init__(*args, organisations=known, **kwargs)


class RenameDepotForm(ConcurrentEditForm):
    """The name of a store."""

    named = {"name": "le nom du dépôt"}

    name = model_field(Depot, "name", label="Nom du dépôt")


class ProposeLotForm(Form):
    """The mandat that pays a delivered lot, and the day from which its passes are in service."""

    named = {"mandat_number": "le numéro du mandat", "on": "le jour de la mise en service"}

    mandat_number = model_field(Lot, "mandat_number", kind=NumberField, required=True)
    on = model_field(Lot, "proposed_on", required=True)


class ReadField(forms.DateTimeField):
    """What the page shows now, even when it comes back with what was sent."""

    def bound_data(self, data: object, initial: object) -> object:
        return initial


class DecideLotForm(Form):
    """The mandat that was read, by the instant when it was proposed."""

    read = ReadField(required=False, widget=forms.HiddenInput)


class DeclineLotForm(DecideLotForm):
    """Why a mandat is not confirmed."""

    named = {"reason": "le motif"}

    reason = model_field(
        StockLine, "reason", required=True, help_text="Par exemple\u00a0: mandat non payé."
    )
