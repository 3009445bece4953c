"""The form that asks for a file for the printer."""

from common.forms import Form
from common.model_fields import model_field
from printing.models import PrintFile


class ProposeForm(Form):
    """The key to which the codes are encrypted."""

    named = {"recipient": "la clé publique de l’imprimeur"}

    recipient = model_field(PrintFile, "recipient")
