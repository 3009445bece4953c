"""The form of a market."""

from typing import Any, ClassVar

from accounts.forms import OrganisationFields
from common.forms import NumberField
from common.model_fields import model_field
from distribution.models import Market
from programmes.models import Programme
from programmes.querysets import organisations_of

FACTS = ("number", "subject", "notified_on", "ends_on", "max_amount")


class MarketForm(OrganisationFields):
    """A market, its holder, its days and its maximum."""

    named: ClassVar[dict[str, str]] = {
        "number": "le numéro du marché",
        "subject": "l’objet du marché",
        "notified_on": "le jour de la notification",
        "ends_on": "la fin du marché",
        "max_amount": "le montant maximum",
    }
    organisation_named = "le titulaire"
    organisation_label = "Titulaire"
    field_order = ["number", "subject", "organisation", "other_name", "other_siret"]

    number = model_field(Market, "number", kind=NumberField)
    subject = model_field(Market, "subject", help_text="Par exemple\u00a0: émission de pass.")
    notified_on = model_field(Market, "notified_on")
    ends_on = model_field(Market, "ends_on")
    max_amount = model_field(Market, "max_amount")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        known = organisations_of(programme.authority)
        super().__init__(*args, organisations=known, **kwargs)

    @property
    def facts(self) -> Any:
        """The keywords of the action but the holder, once valid."""
        return {name: self.cleaned_data[name] for name in FACTS}
