"""A finding: something contradictory or irregular in a text, an account or a plan."""

from dataclasses import dataclass

from django.db.models import TextChoices

STATED_DATE_PREVAILS = "La date énoncée fait foi."
STATED_AMOUNT_PREVAILS = "Le montant énoncé fait foi."


class Severity(TextChoices):
    NOTE = "note", "À savoir"
    WATCH = "watch", "À vérifier"
    BREACH = "breach", "Limite dépassée"


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction or an irregularity that a check found.

    `code` is one of the finding codes of an app, `ruling` says which value prevails meanwhile,
    `kind` is the kind of clause that the finding is about, if it is about one.
    """

    code: TextChoices
    severity: Severity
    sentence: str
    ruling: str = STATED_DATE_PREVAILS
    kind: TextChoices | None = None


def as_findings(finding: Finding | None) -> list[Finding]:
    """A list of the finding, or an empty list."""
    return [] if finding is None else [finding]
