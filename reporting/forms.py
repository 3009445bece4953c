"""The forms of reporting: the day of the figures, what was sent, what was looked at."""

import datetime as dt
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from common.forms import DayField, Form
from common.model_fields import model_field
from deadlines.forms import SentForm
from reporting.models import Alert


class SendReportForm(SentForm):
    """When and to whom a report was sent; the report itself is the file of the proof."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        del self.fields["file"]


class SeeForm(Form):
    """What was looked at behind an alert."""

    named: ClassVar[dict[str, str]] = {"reason": "ce que vous avez vérifié"}

    reason = model_field(
        Alert,
        "reason",
        required=True,
        help_text="Par exemple\u00a0: vu avec la structure, deux carnets recopiés de travers.",
    )


class DayForm(Form):
    """A day up to today; today when none is given."""

    named: ClassVar[dict[str, str]] = {"jour": "le jour"}

    jour = DayField(label="Situation au")

    def __init__(self, data: Any, *, today: dt.date) -> None:
        self.today = today
        super().__init__(data if data.get("jour") else {"jour": f"{today:%d/%m/%Y}"})

    def clean_jour(self) -> dt.date:
        day: dt.date = self.cleaned_data["jour"]
        if day > self.today:
            raise ValidationError(
                "Ce jour n’est pas encore passé. Indiquez aujourd’hui ou un jour d’avant."
            )
        return day

    @property
    def day(self) -> dt.date:
        """The day that was given, or today when it cannot be read."""
        asked: dt.date = self.cleaned_data["jour"] if self.is_valid() else self.today
        return asked
