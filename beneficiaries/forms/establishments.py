"""The form of an establishment of the list of a programme."""

from beneficiaries.models import Establishment
from common.forms import Form
from common.model_fields import model_field


class EstablishmentForm(Form):
    """The name of an establishment, and what identifies it."""

    name = model_field(Establishment, "name")
    commune = model_field(Establishment, "commune")
    uai = model_field(Establishment, "uai")
