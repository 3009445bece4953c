"""The shape of a finding: what does not hold in a text, an account or a plan."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Severity(TextChoices):
    NOTE = "note", "À savoir"
    WATCH = "watch", "À vérifier"
    BREACH = "breach", "Limite dépassée"


RULER = "La date énoncée fait foi."


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: `code` is of the app that found it, `kind` its clause."""

    code: TextChoices
    severity: Severity
    sentence: str
    ruling: str = RULER
    kind: TextChoices | None = None


def found_or_nothing(finding: Finding | None) -> list[Finding]:
    """The list of a finding, empty without one."""
    return [] if finding is None else [finding]


AMOUNT_RULER = "Le montant énoncé fait foi."
