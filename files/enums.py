"""What a file is for."""

from django.db.models import TextChoices


class FileKind(TextChoices):
    TEXT = "text", "Texte"
    SIGNED = "signed", "Texte signé"
    ANNEX = "annex", "Annexe"
    PROOF = "proof", "Justificatif"
    REPORT = "report", "Bilan"
    OTHER = "other", "Autre pièce"
