"""The reminders sent to people whose carnet is not begun."""

from django.db import models

from circulation.querysets import UseReminderQuerySet
from common.constraints import unique_id
from distribution.models import Carnet, HandOut


class UseReminder(models.Model):
    """A letter to somebody who has a carnet of which no pass is spent.

    Those sent at once have the same `sending`. It is erased with the person.
    """

    public_id = unique_id()
    sending = models.UUIDField("envoi", editable=False)
    carnet = models.ForeignKey(Carnet, models.PROTECT, related_name="reminders")
    hand_out = models.ForeignKey(HandOut, models.PROTECT, related_name="reminders")
    sent_on = models.DateField("envoyé le")
    sent_at = models.DateTimeField("enregistré le", editable=False)
    sent_by = models.CharField("envoyé par", max_length=150)

    personal = {"acte d’un agent": "sent_by", "vie personnelle": "sent_on"}
    objects = UseReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "rappel"
        constraints = [
            models.UniqueConstraint(fields=["carnet", "sent_on"], name="reminder_one_a_day")
        ]
        indexes = [models.Index(fields=["sending"], name="reminder_by_sending")]

    def __str__(self) -> str:
        return f"Rappel du {str(self.carnet).lower()}"

    @property
    def programme_id(self) -> int:
        return self.carnet.programme_id
