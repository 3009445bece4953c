"""Why a finding is accepted."""

from common.forms import Form
from common.model_fields import model_field
from findings.models import Acceptance


class AcceptForm(Form):
    named = {"reason": "pourquoi cet écart est accepté"}

    reason = model_field(Acceptance, "reason", rows=3)
