"""The form that puts a lot in service."""

from common.forms import Form
from common.model_fields import model_field
from distribution.models import Lot


class ActivateForm(Form):
    """The mandat that puts a delivered lot in service."""

    named = {"mandat_number": "le numéro du mandat", "on": "le jour de la mise en service"}

    mandat_number = model_field(Lot, "mandat_number", required=True)
    on = model_field(Lot, "activated_on", required=True)
