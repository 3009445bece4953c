"""The forms of régies, appointments and sheets."""

from typing import Any

from django import forms

from accounts.enums import GRANTS, MembershipState, Permission
from accounts.models import User
from common.forms import Form, NumberField, set_choices
from common.model_fields import model_field
from common.sort_key import in_reading_order
from distribution.enums import REGIES
from distribution.models import Depot
from programmes.models import Programme
from regies.enums import RegieState
from regies.models import Appointment, Ceiling, Regie, Sheet

KEEPERS = [role for role, granted in GRANTS.items() if Permission.STOCK_MOVE in granted]


def signers_in(depot: Depot) -> Any:
    """The accounts of those who keep stock, in the organisation that holds the depot."""
    found = User.objects.filter(
        is_active=True,
        memberships__state=MembershipState.IN_USE,
        memberships__role__in=KEEPERS,
        memberships__organisation__in=[depot.organisation_id, depot.programme.authority_id],
    ).distinct()
    return in_reading_order(found, "last_name", "first_name", "pk")


class ProposeForm(Form):
    """A depot, and how it is kept."""

    named = {"depot": "le dépôt", "kind": "la nature", "over_ceiling": "ce que devient un envoi"}

    depot = model_field(
        Regie, "depot", to_field_name="public_id", empty_label="Choisissez un dépôt"
    )
    kind = model_field(Regie, "kind", widget=forms.RadioSelect)
    over_ceiling = model_field(Regie, "over_ceiling", widget=forms.RadioSelect)
    guarantee = model_field(Regie, "guarantee")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Depot.objects.stores().open().filter(programme=programme)
        taken = Regie.objects.exclude(state=RegieState.CLOSED).values("depot")
        set_choices(self, "depot", in_reading_order(free.exclude(pk__in=taken), "name", "pk"))


class FoundForm(Form):
    """The act that founds a régie, the opinion before it, and the ceiling that it gives."""

    named = {
        "opinion_on": "le jour de l’avis conforme",
        "act_number": "le numéro de l’acte",
        "act_on": "la date de l’acte",
        "amount": "le plafond",
    }

    opinion_on = model_field(Regie, "opinion_on", required=True)
    act_number = model_field(Regie, "act_number", kind=NumberField, required=True)
    act_on = model_field(Regie, "act_on", required=True)
    amount = model_field(
        Ceiling,
        "amount",
        required=False,
        help_text="Valeur des pass que la régie peut tenir. L’acte d’une régie le fixe.",
    )


class ReviseForm(Form):
    """Another ceiling, by an act."""

    named = {
        "amount": "le plafond",
        "starts_on": "le jour où il commence",
        "act_number": "le numéro de l’acte",
    }

    amount = model_field(Ceiling, "amount")
    starts_on = model_field(Ceiling, "starts_on")
    act_number = model_field(Ceiling, "act_number", kind=NumberField)


class SignerForm(Form):
    """The account with which somebody who is named signs."""

    named = {"user": "le compte"}

    user = model_field(
        Appointment,
        "user",
        label="Compte qui signe",
        empty_label="Aucun compte",
        help_text="Celui d’une personne qui tient le stock.",
    )

    def __init__(self, *args: Any, depot: Depot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "user", signers_in(depot))


class CompleteForm(SignerForm):
    """The account that signs, and the first day of who takes the service without a handover."""

    named = {**SignerForm.named, "starts_on": "le premier jour"}

    starts_on = model_field(
        Appointment,
        "starts_on",
        help_text="Seulement si personne ne peut remettre le service. Vide\u00a0: à la remise.",
    )

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        initial = {"user": appointment.user_id}
        super().__init__(*args, depot=appointment.regie.depot, initial=initial, **kwargs)
        if appointment.starts_on is not None:
            del self.fields["starts_on"]


class AppointForm(SignerForm):
    """Who is named, by which act, and from when."""

    named = {
        "office": "la fonction",
        "name": "le prénom et le nom",
        "user": "le compte",
        "opinion_on": "le jour de l’avis conforme",
        "act_number": "le numéro de l’acte",
        "act_on": "la date de l’acte",
        "starts_on": "le premier jour",
        "ends_on": "le dernier jour",
    }
    field_order = ["office", "name", "user"]

    office = model_field(Appointment, "office", widget=forms.RadioSelect)
    name = model_field(Appointment, "name")
    opinion_on = model_field(Appointment, "opinion_on")
    act_number = model_field(Appointment, "act_number", kind=NumberField)
    act_on = model_field(Appointment, "act_on")
    starts_on = model_field(
        Appointment,
        "starts_on",
        help_text="Vide pour un régisseur à qui le service sera remis\u00a0: il commence alors.",
    )
    ends_on = model_field(Appointment, "ends_on", help_text="Compris. Vide\u00a0: sans fin connue.")


class EndForm(Form):
    """The last day of an appointment."""

    named = {"on": "le dernier jour"}

    on = model_field(Appointment, "ends_on", label="Dernier jour, compris", required=True)


class CloseForm(Form):
    """The act that closes a régie, and its day."""

    named = {"number": "le numéro de l’acte", "on": "le jour de la clôture"}

    number = model_field(Regie, "closing_number", kind=NumberField, required=True)
    on = model_field(Regie, "closed_on", label="Jour de la clôture", required=True)


class ReservesForm(Form):
    """What the second who signs does not agree to."""

    named = {"reserves": "les réserves"}

    reserves = model_field(Sheet, "reserves", rows=3)


class AttachForm(Form):
    """The depot on which another depends."""

    named = {"parent": "le dépôt"}

    parent = model_field(
        Depot,
        "parent",
        label="Dépend de",
        required=False,
        to_field_name="public_id",
        empty_label="D’aucun dépôt",
        help_text="Le comptable, ou la régie qui le sert.",
    )

    def __init__(self, *args: Any, depot: Depot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = Depot.objects.filter(programme=depot.programme_id, kind__in=REGIES)
        others = above.open().exclude(pk=depot.pk)
        set_choices(self, "parent", in_reading_order(others, "name", "pk"))
