"""The events of the journal. Object and author are kept as text, not as foreign keys."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """One action that someone did. `at` is read on the application's clock, which may be moved;
    `recorded_at` is the real time.
    """

    at = models.DateTimeField("instant")
    recorded_at = models.DateTimeField("enregistré le", db_default=Now(), editable=False)
    actor_kind = models.CharField("nature de l’auteur", max_length=10)
    actor_id = models.BigIntegerField("identifiant de l’auteur")
    actor = models.CharField("auteur", max_length=150)
    role = models.CharField("rôle", max_length=60, blank=True)
    organisation = models.CharField("organisation", max_length=200, blank=True)
    address = models.CharField("adresse", max_length=45, blank=True)
    verb = models.CharField("action", max_length=60)
    subject_type = models.CharField("nature de l’objet", max_length=60)
    subject_id = models.BigIntegerField("identifiant de l’objet")
    subject = models.CharField("objet", max_length=200)
    programme_id = models.BigIntegerField("programme", null=True)
    details = models.JSONField("détails", default=dict, encoder=DjangoJSONEncoder)

    personal = {"acte d’un agent": "actor role organisation details", "connexion": "address"}

    class Meta:
        verbose_name = "événement"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="event_subject"),
            models.Index(
                fields=["-at", "-id"],
                include=["programme_id", "actor_kind", "actor_id"],
                name="event_journal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.verb} {self.subject}"
