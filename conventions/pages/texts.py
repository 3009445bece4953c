"""The task list of a text: a task for each part to fill, with what is filled so far."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from audit.journal import last_change
from common.form_pages import Settled
from common.formats import count, day
from conventions.enums import AvenantState, Block, ConventionState
from conventions.models import Avenant, Clause, Convention, Text
from conventions.readings.conventions import end_in_words
from conventions.readings.texts import (
    clause_in_words,
    is_draft,
    lower_first,
    own_rows,
    rows_of_part,
    sentences,
    signature_in_words,
)

BLOCK_BY_SLUG: dict[str, Block] = {
    "duree": Block.DURATION,
    "depenses": Block.WINDOW,
    "deploiement": Block.DEPLOYMENT,
    "cout": Block.COST,
    "obligations": Block.OBLIGATIONS,
    "parties": Block.PARTIES,
}
SLUG_BY_BLOCK = {block: slug for slug, block in BLOCK_BY_SLUG.items()}
TASK_LABELS: dict[Block, str] = {
    Block.DURATION: "Indiquer la durée",
    Block.WINDOW: "Indiquer la période des dépenses",
    Block.DEPLOYMENT: "Décrire le déploiement",
    Block.COST: "Indiquer le coût et le financement",
    Block.OBLIGATIONS: "Écrire les obligations",
    Block.PARTIES: "Nommer les parties et leurs signataires",
}
NOUNS = {Block.OBLIGATIONS: "obligation", Block.PARTIES: "partie"}


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the task list, as `components/steps.html` shows it."""

    label: str
    url: str
    family: str
    word: str
    why: str = ""

    @property
    def is_done(self) -> bool:
        return self.family == "done"


def tasks(text: Text) -> list[Task]:
    """A task for each part to fill, in reading order; without address once the text is voted."""
    clauses = list(own_rows(text, "clauses").order_by("pk"))
    found = [_identity_task(text)]
    for block in text.opens if isinstance(text, Avenant) else Block:
        filled = _clauses_in_line(clauses, block)
        if noun := NOUNS.get(block):
            number = rows_of_part(text, block).count()
            filled = count(number, noun) if number else ""
        found.append(_block_task(text, block, filled))
    return found


def task_list_url(text: Text) -> str:
    """The address of the task list of a text."""
    name = "edit-avenant" if isinstance(text, Avenant) else "edit"
    return reverse(f"conventions:{name}", args=[text.public_id])


def document_url(text: Text) -> str:
    """The address of the page where a text is read."""
    name = "dossiers:avenant" if isinstance(text, Avenant) else "dossiers:convention"
    return reverse(name, args=[text.public_id])


def settled(act: str, text: Text) -> Settled:
    """What is said of an act on a text that its state no longer allows."""
    back = "Revenir à l’avenant" if isinstance(text, Avenant) else "Revenir à la convention"
    return Settled(f"{act} – {text}", what_happened(text), document_url(text), back)


def what_happened(text: Text) -> str:
    """What a text became, when, and who recorded it."""
    if isinstance(text, Avenant):
        named, end, verb = f"L’avenant n°\u00a0{text.number}", "", f"avenant.{text.state}"
    else:
        named, end, verb = "La convention", "e", f"convention.{text.state}"
    found = []
    if is_draft(text):
        found.append(f"{named} est un projet")
    if text.state in (ConventionState.VOTED, AvenantState.VOTED):
        found.append(f"{named} a été voté{end} le {day(text.voted_on)}")
    if text.signed_at:
        found.append(f"{named} a été signé{end} {signature_in_words(text)}")
    if isinstance(text, Avenant) and text.abandoned_on:
        found.append(f"{named} a été abandonné le {day(text.abandoned_on)}")
    if isinstance(text, Convention) and text.ended_on:
        found.append(end_in_words(text))
        found.append("Une convention qui a pris fin ne se clôt et ne se résilie plus")
    who = last_change(text, verb)
    return sentences(*found, f"enregistré {who}" if who else "")


def name_in_title(text: Text) -> str:
    """The name of a text inside a title: « la convention ANCT », « l’avenant n° 1 »."""
    if isinstance(text, Avenant):
        return f"l’avenant n°\u00a0{text.number}"
    title = lower_first(text.title) if text.title.lower().startswith("convention") else text.title
    return f"la {title}" if title.startswith("convention") else f"«\u00a0{title}\u00a0»"


def _clauses_in_line(clauses: Iterable[Clause], block: Block) -> str:
    """The clauses of a part in one line: « Fin de l’action : 31 décembre 2023 ; … »."""
    rows = {clause.kind: clause for clause in clauses}
    filled = [
        f"{kind.label}\u00a0: {clause_in_words(rows[kind])}"
        for kind in block.kinds
        if kind.value in rows
    ]
    return "\u00a0; ".join(filled)


def _identity_task(text: Text) -> Task:
    if isinstance(text, Avenant):
        label, name = "Dire l’objet et les parties à modifier", "avenant-subject"
        filled = text.subject
    else:
        label, name = "Dire l’intitulé et le financeur", "identity"
        filled = f"{text.title}, {text.funder}"
    url = reverse(f"conventions:{name}", args=[text.public_id]) if is_draft(text) else ""
    return Task(label, url, "done", "rempli", filled)


def _block_task(text: Text, block: Block, filled: str) -> Task:
    family, word = ("done", "rempli") if filled else ("to_come", "à remplir")
    name = "avenant-text" if isinstance(text, Avenant) else "text"
    url = reverse(f"conventions:{name}", args=[text.public_id, SLUG_BY_BLOCK[block]])
    return Task(TASK_LABELS[block], url if is_draft(text) else "", family, word, filled)
