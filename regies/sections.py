"""The list `regies` of a depot in a programme file, and the depots that depend on it."""

from typing import Any

from audit.actors import Author
from common.file_rows import FileRows, Key
from common.json_schema import code, rows
from common.programme_file import Context, Entry
from distribution.models import Depot
from regies.actions import appointments, depots, regies
from regies.models import Appointment, Ceiling, Regie


def _record(depot: Depot, *, act_on: Any, by: Author, **facts: Any) -> Regie:
    """Propose a régie, and found it when the file gives its act."""
    act = {name: facts.pop(name) for name in ("act_number", "opinion_on")}
    made = regies.propose(depot, **facts, by=by)
    return made if act_on is None else regies.record_founding(made, act_on=act_on, **act, by=by)


def _appoint(regie: Regie, *, by: Author, **facts: Any) -> Appointment:
    return appointments.appoint(regie, appointments.Naming(**facts), by=by)


def _then(entry: Entry, regie: Regie, context: Context) -> None:
    """Attach the depots that the régie serves; close it once all else is recorded."""
    for code_ in entry.get("serves", []):
        one = Entry(entry.path, {"serves": code_}, entry)
        _attach(one, context.find(Depot, one, "serves"), regie.depot, "serves", context)
    if "under" in entry:
        _attach(entry, regie.depot, context.find(Depot, entry, "under"), "under", context)
    for key in ("closed_on", "closing_number"):
        if key in entry and regie.closed_on is not None:
            entry.check_same(regie, {key: entry[key]})
    if "closed_on" in entry and regie.closed_on is None:
        with entry.refusals_located():
            number = entry.get("closing_number", "")
            regies.close(regie, number=number, on=entry["closed_on"], by=context.author)
        context.add(entry, regie)


def _attach(entry: Entry, depot: Depot, parent: Depot, key: str, context: Context) -> None:
    depot.refresh_from_db(fields=["parent"])
    if depot.parent_id == parent.pk:
        return
    if depot.parent_id is not None:
        raise entry.differs(key, parent, depot.parent)
    with entry.refusals_located():
        depots.attach(depot, parent=parent, by=context.author)
    context.add(entry, depot)


def _served(regie: Regie) -> list[str]:
    return list(regie.depot.children.order_by("code").values_list("code", flat=True))


CEILINGS = FileRows(
    "ceilings",
    Ceiling,
    "Un plafond, et le jour où il commence.",
    (
        Key("amount", "plafond, en euros"),
        Key("starts_on", "premier jour"),
        Key("act_number", "acte qui le fixe ou le révise"),
    ),
    of=lambda regie: regie.ceilings.order_by("starts_on", "pk"),
    identity=("starts_on", "amount"),
    record=regies.revise,
)
APPOINTMENTS = FileRows(
    "appointments",
    Appointment,
    "Une nomination. Les deux jours de la période sont compris.",
    (
        Key("office"),
        Key("name"),
        Key("act_number"),
        Key("act_on"),
        Key("opinion_on", "jour de l’avis conforme du comptable"),
        Key("starts_on", "premier jour ; absent tant que le service n’est pas remis"),
        Key("ends_on", "dernier jour, s’il est connu"),
    ),
    of=lambda regie: regie.appointments.order_by("act_on", "pk"),
    identity=("office", "name", "act_number"),
    record=_appoint,
)
REGIES = FileRows(
    "regies",
    Regie,
    "La régie du dépôt, ou le mandat\u00a0: son acte, son plafond, qui la tient.",
    (
        Key("kind"),
        Key("act_number", "acte constitutif ; absent d’un projet"),
        Key("act_on", "jour de l’acte constitutif"),
        Key("opinion_on", "jour de l’avis conforme du comptable"),
        Key("over_ceiling", "ce que devient un envoi au-delà du plafond"),
        Key("guarantee", "cautionnement, pour mémoire"),
    ),
    of=lambda depot: depot.regies.order_by("pk"),
    identity=("kind", "act_number"),
    record=_record,
    inner=(CEILINGS, APPOINTMENTS),
    later=(
        Key(
            "under",
            schema=code("dépôt dont celui-ci dépend"),
            write=lambda regie: regie.depot.parent.code if regie.depot.parent else None,
        ),
        Key("serves", schema=rows(code("dépôts qui en dépendent")), write=_served),
        Key("closed_on", "jour de la clôture"),
        Key("closing_number", "acte qui la supprime"),
    ),
    then=_then,
)
