"""Section `acceptances` of a programme file: the findings that staff accept."""

from common.json_schema import code, one_of, table, text
from common.programme_file import Context, Entry, FileSection, Table, filled
from findings import actions, readings
from findings.readings import LocatedFinding
from programmes.models import Programme

ACCEPTANCE = table(
    "Un écart accepté. Il tient à sa phrase : d’autres faits font un autre écart.",
    "finding sentence reason",
    convention=code("convention, sauf pour un écart du programme"),
    finding=one_of(readings.FINDING_CODES, "écart"),
    text=text("texte où il se trouve, comme la liste des écarts le nomme"),
    sentence=text("phrase de l’écart, telle qu’elle s’affiche", 600),
    reason=text("motif", 300),
)


def load_acceptance(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    found = [one for one in readings.of_programme(programme) if _is_described(one, entry)]
    if not found:
        raise entry.fault(
            "Aucun écart du programme n’a cette phrase\u00a0: retirez-la, ou complétez le fichier.",
            "sentence",
        )
    finding = found[0]
    if finding.acceptance is not None:
        entry.check_same(finding.acceptance, entry.pick("reason"))
        return
    with entry.refusals_located():
        accepted = actions.accept(
            programme, fingerprint=finding.fingerprint, reason=entry["reason"], **context.by_and_at
        )
    context.add(entry, accepted)


def _is_described(finding: LocatedFinding, entry: Entry) -> bool:
    facts = _facts(finding)
    described = {"convention": None} | entry.pick(*facts)
    return all(
        _with_single_spaces(facts[key]) == _with_single_spaces(value)
        for key, value in described.items()
    )


def _with_single_spaces(value: str | None) -> str:
    """The text with plain single spaces, as one types them in a file."""
    return " ".join((value or "").split())


def _facts(finding: LocatedFinding) -> Table:
    convention = finding.convention
    return {
        "convention": convention and convention.code,
        "finding": finding.code,
        "text": finding.text,
        "sentence": finding.sentence,
    }


def dump_acceptances(programme: Programme) -> list[Table]:
    """The acceptances whose finding still exists."""
    accepted = [
        filled(**_facts(one), reason=one.acceptance.reason)
        for one in readings.of_programme(programme)
        if one.acceptance is not None
    ]
    return sorted(accepted, key=lambda row: list(map(str, row.values())))


SECTIONS = [FileSection("acceptances", ACCEPTANCE, load_acceptance, dump_acceptances)]
