"""What the pages of findings show."""

from collections.abc import Sequence

from common.findings import Severity
from common.formats import count, moment
from common.history import Step
from findings.readings import LocatedFinding, not_accepted


def count_sentence(every: Sequence[LocatedFinding]) -> str:
    """`7 écarts ouverts, dont 1 limite dépassée. 2 écarts acceptés.`"""
    waiting = not_accepted(every)
    breaches = sum(one.severity == Severity.BREACH for one in waiting)
    accepted = len(every) - len(waiting)
    grave = f", dont {count(breaches, 'limite dépassée')}" if breaches else ""
    said = f"{count(len(waiting), 'écart ouvert')}{grave}." if waiting else "Aucun écart ouvert."
    return f"{said} {count(accepted, 'écart accepté')}." if accepted else said


def strip(finding: LocatedFinding) -> list[dict[str, str]]:
    """The facts under the title of the page of a finding."""
    family, word = ("done", "accepté") if finding.is_accepted else ("to_come", "ouvert")
    gravity = finding.severity.label.lower()
    return [
        {"key": "Gravité", "family": finding.family, "word": gravity},
        {"key": "État", "family": family, "word": word},
        {"key": "Convention", "value": finding.about},
        {"key": "Texte", "value": finding.place},
    ]


def history(finding: LocatedFinding) -> list[Step]:
    """Who accepted a finding and who withdrew this acceptance, newest first."""
    steps: list[Step] = []
    for one in reversed(finding.acceptances):
        if one.withdrawn_at:
            steps.append(Step("Acceptation retirée", moment(one.withdrawn_at), one.withdrawn_by))
        said = f"Écart accepté\u00a0: {one.reason}"
        steps.append(Step(said, moment(one.accepted_at), one.accepted_by))
    return steps
