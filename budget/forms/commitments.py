"""The forms of a commitment and of a release."""

from typing import ClassVar

from budget.models import Commitment, Release
from common.forms import Form
from common.model_fields import model_field


class CommitForm(Form):
    named: ClassVar[dict[str, str]] = {
        "on": "le jour de l’engagement",
        "amount": "le montant à engager",
        "subject": "l’objet de l’engagement",
    }

    amount = model_field(Commitment, "amount", label="Montant à engager")
    on = model_field(Commitment, "committed_on")
    subject = model_field(Commitment, "subject")


class ReleaseForm(Form):
    named: ClassVar[dict[str, str]] = {
        "amount": "le montant à dégager",
        "on": "le jour du dégagement",
        "reason": "le motif du dégagement",
    }

    amount = model_field(Release, "amount", label="Montant à dégager")
    on = model_field(Release, "released_on")
    reason = model_field(Release, "reason")
