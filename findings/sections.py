"""Section `acceptances` of a programme file: the findings that staff accept."""

from typing import Any

from audit.actors import Author
from common.errors import Refusal
from common.file_rows import FileRows, Key
from common.json_schema import code, one_of, text
from findings import actions, readings
from findings.models import Acceptance
from findings.readings import LocatedFinding
from programmes.models import Programme


class NotAFinding(Refusal):
    """The programme has no finding of this sentence."""


def _finding(programme: Programme, facts: dict[str, Any]) -> LocatedFinding | None:
    found = readings.of_programme(programme)
    return next((one for one in found if _is_described(one, facts)), None)


def _is_described(finding: LocatedFinding, facts: dict[str, Any]) -> bool:
    described = (key for key in WHERE if key.name in facts)
    return all(_plain(key.written(finding)) == _plain(facts[key.name]) for key in described)


def _plain(value: str | None) -> str:
    """The text with plain single spaces, as one types them in a file."""
    return " ".join((value or "").split())


def _accepted_finding(programme: Programme, facts: dict[str, Any]) -> LocatedFinding | None:
    finding = _finding(programme, facts)
    return finding if finding and finding.acceptance else None


def _accept(programme: Programme, *, reason: str, by: Author, **facts: Any) -> Acceptance:
    finding = _finding(programme, facts)
    if finding is None:
        raise NotAFinding(
            "Aucun écart du programme n’a cette phrase\u00a0: retirez-la, ou complétez le fichier.",
            field="sentence",
        )
    return actions.accept(programme, fingerprint=finding.fingerprint, reason=reason, by=by)


def _all_accepted(programme: Programme) -> list[LocatedFinding]:
    """The findings that are accepted; an acceptance whose finding is gone is not written."""
    found = [one for one in readings.of_programme(programme) if one.acceptance]
    return sorted(found, key=lambda one: [*map(str, ACCEPTANCES.table(one).values())])


WHERE = (
    Key(
        "convention",
        schema=code("convention, sauf pour un écart du programme"),
        is_required=False,
        read=lambda entry, _: entry.get("convention"),
        write=lambda finding: finding.convention and finding.convention.code,
        is_compared=False,
    ),
    Key(
        "finding",
        schema=one_of(readings.FINDING_CODES, "écart"),
        write=lambda finding: finding.code,
        is_compared=False,
    ),
    Key(
        "text",
        schema=text("texte où il se trouve, comme la liste des écarts le nomme"),
        is_required=False,
        is_left=True,
        read=lambda entry, _: entry["text"],
        is_compared=False,
    ),
    Key("sentence", "phrase de l’écart, telle qu’elle s’affiche", is_compared=False),
)
ACCEPTANCES = FileRows(
    "acceptances",
    Acceptance,
    "Un écart accepté. Il tient à sa phrase : d’autres faits font un autre écart.",
    (*WHERE, Key("reason", get=lambda finding: finding.acceptance.reason)),
    of=_all_accepted,
    find=_accepted_finding,
    record=_accept,
)

SECTIONS = [ACCEPTANCES]
