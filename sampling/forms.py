"""The form that draws a sample."""

from typing import Any, ClassVar

from common.forms import DayField, Form, set_choices
from common.model_fields import model_field
from common.sort_key import in_reading_order
from sampling.enums import Population
from sampling.models import Draw


class DrawForm(Form):
    """What is drawn, of which depot and days of hand-out, and how many."""

    named: ClassVar[dict[str, str]] = {
        "population": "parmi quoi tirer",
        "depot": "le dépôt",
        "starts_on": "le premier jour",
        "ends_on": "le dernier jour",
        "size": "combien en tirer",
    }

    population = model_field(Draw, "population", label="Tirer parmi")
    depot = model_field(Draw, "depot", to_field_name="public_id", empty_label="Tous les dépôts")
    starts_on = DayField(
        label="Remises du", required=False, help_text="Vide\u00a0: depuis le début."
    )
    ends_on = DayField(label="Jusqu’au", required=False, help_text="Vide\u00a0: jusqu’à hier.")
    size = model_field(Draw, "size")

    def __init__(self, *args: Any, depots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "depot", in_reading_order(depots, "name", "pk"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Le dernier jour doit suivre le premier.")
        elif (first or last) and given.get("population") == Population.CARNETS:
            said = "Les carnets en stock sont ceux d’un soir\u00a0: laissez les jours vides."
            self.add_error("starts_on", said)
        return given

    @property
    def asked(self) -> dict[str, Any]:
        """What `actions.draw` is given, of a valid answer."""
        given = self.cleaned_data
        days = given["starts_on"], given["ends_on"]
        return {name: given[name] for name in ("population", "depot", "size")} | {"days": days}
