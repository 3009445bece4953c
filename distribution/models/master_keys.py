"""The master keys that made codes, known by their fingerprints alone."""

from django.db import models


class MasterKey(models.Model):
    """A master key that made the codes of a lot: another one may never take its id."""

    key_id = models.PositiveSmallIntegerField("clé", unique=True)
    fingerprint = models.CharField("empreinte", max_length=64)
    first_used_at = models.DateTimeField("première utilisation")

    class Meta:
        verbose_name = "clé des codes"

    def __str__(self) -> str:
        return f"Clé {self.key_id}"
