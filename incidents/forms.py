"""The forms that find a carnet, block it and lift the block."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from common.forms import CodeField, Form
from common.model_fields import model_field
from distribution.models import Carnet, HandOut
from incidents.models import Block
from programmes.models import Programme


class FindCarnetForm(Form):
    """A carnet that was handed out, by its number, its view code or one of its passes."""

    named: ClassVar[dict[str, str]] = {"carnet": "le numéro du carnet"}

    carnet = CodeField(
        label="Carnet",
        help_text="Son numéro, que le reçu donne\u00a0; ou scannez un de ses pass.",
    )

    def __init__(self, *args: Any, programme: Programme, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.user = programme, user

    def clean_carnet(self) -> Carnet:
        found = Carnet.objects.find_by_any_code(self.programme, self.cleaned_data["carnet"])
        if found is None:
            said = "Ce carnet n’est pas reconnu. Vérifiez son numéro sur le reçu."
            raise ValidationError(said, code="unknown")
        if found.hand_out_id is None:
            said = "Ce carnet n’est pas remis. S’il manque dans un dépôt, déclarez-le sur sa page."
            raise ValidationError(said, code="not_handed_out")
        if not HandOut.objects.visible_to(self.user).filter(pk=found.hand_out_id).exists():
            raise ValidationError("Ce carnet n’est pas de vos remises.", code="not_yours")
        return found


class BlockForm(Form):
    """Why a carnet is blocked, and since when it is known."""

    named: ClassVar[dict[str, str]] = {
        "cause": "la cause",
        "note": "ce qui s’est passé",
        "on": "le jour de la déclaration",
    }

    cause = model_field(Block, "cause", widget=forms.RadioSelect)
    note = model_field(Block, "note")
    on = model_field(Block, "declared_on")


class LiftForm(Form):
    """Why a block is lifted."""

    named: ClassVar[dict[str, str]] = {"reason": "le motif", "on": "le jour"}

    reason = model_field(
        Block,
        "lift_reason",
        label="Motif",
        required=True,
        help_text="Par exemple\u00a0: carnet retrouvé par la personne.",
    )
    on = model_field(Block, "lifted_on", required=True)
