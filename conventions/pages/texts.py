"""The task list of a text that is being prepared: one task a part, and what is filled so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import slugify

from common.formats import count
from conventions.enums import AvenantState, Block, ConventionState
from conventions.models import Avenant, Clause, Convention
from conventions.readings.texts import clause_in_words, lower_first

SLUGS: dict[str, Block] = {
    "duree": Block.DURATION,
    "depenses": Block.WINDOW,
    "deploiement": Block.DEPLOYMENT,
    "cout": Block.COST,
    "obligations": Block.OBLIGATIONS,
    "parties": Block.PARTIES,
}
SLUG_OF = {block: slug for slug, block in SLUGS.items()}
TASKS: dict[Block, str] = {
    Block.DURATION: "Indiquer la durée",
    Block.WINDOW: "Indiquer la période des dépenses",
    Block.DEPLOYMENT: "Décrire le déploiement",
    Block.COST: "Indiquer le coût et le financement",
    Block.OBLIGATIONS: "Écrire les obligations",
    Block.PARTIES: "Nommer les parties et leurs signataires",
}
Text = Convention | Avenant


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


def is_draft(text: Text) -> bool:
    return text.state in (ConventionState.DRAFT, AvenantState.DRAFT)


def convention_of_text(text: Text) -> Convention:
    return text if isinstance(text, Convention) else text.convention


def own(text: Text, name: str) -> Any:
    """The rows of a text itself: those of the first text are tied to no avenant."""
    if isinstance(text, Avenant):
        return getattr(text, name)
    return getattr(text, name).filter(avenant=None)


def tasks(text: Text) -> list[Task]:
    """What is to fill, in reading order; nothing is changed once the text is voted."""
    clauses = list(own(text, "clauses").order_by("pk"))
    counted = {
        Block.OBLIGATIONS: (own(text, "obligations").count(), "obligation"),
        Block.PARTIES: (own(text, "parties").count(), "partie"),
    }
    blocks = text.opens if isinstance(text, Avenant) else list(Block)
    found = [_identity(text)]
    for block in blocks:
        if block in counted:
            number, noun = counted[block]
            said = count(number, noun) if number else ""
        else:
            said = summary(clauses, block)
        found.append(_task(text, block, said))
    return found


def _identity(text: Text) -> Task:
    if isinstance(text, Avenant):
        label, name = "Dire l’objet et les parties à modifier", "avenant-subject"
        said = text.subject
    else:
        label, name = "Dire l’intitulé et le financeur", "identity"
        said = f"{text.title}, {text.funder}"
    url = reverse(f"conventions:{name}", args=[text.public_id]) if is_draft(text) else ""
    return Task(label, url, "done", "rempli", said)


def _task(text: Text, block: Block, said: str) -> Task:
    family, word = ("done", "rempli") if said else ("to_come", "à remplir")
    return Task(TASKS[block], url_of(text, block) if is_draft(text) else "", family, word, said)


def url_of(text: Text, block: Block) -> str:
    name = "avenant-text" if isinstance(text, Avenant) else "text"
    return reverse(f"conventions:{name}", args=[text.public_id, SLUG_OF[block]])


def list_url(text: Text) -> str:
    """The task list of a text."""
    name = "edit-avenant" if isinstance(text, Avenant) else "edit"
    return reverse(f"conventions:{name}", args=[text.public_id])


def document_url(text: Text) -> str:
    """The page where a text is read."""
    name = "dossiers:avenant" if isinstance(text, Avenant) else "dossiers:convention"
    return reverse(name, args=[text.public_id])


def named(text: Text) -> str:
    """A text inside a title: « la convention ANCT », « l’avenant n° 1 »."""
    if isinstance(text, Avenant):
        return f"l’avenant n°\u00a0{text.number}"
    title = lower_first(text.title) if text.title.lower().startswith("convention") else text.title
    return f"la {title}" if title.startswith("convention") else f"«\u00a0{title}\u00a0»"


def free_code(title: str, taken: Iterable[str]) -> str:
    """The short name of a convention in a programme file, made from its title."""
    stem = slugify(title)[:36].strip("-") or "convention"
    known = set(taken)
    return next(
        code
        for code in (stem, *(f"{stem}-{rank}" for rank in range(2, len(known) + 3)))
        if code not in known
    )


def summary(clauses: Iterable[Clause], block: Block) -> str:
    """The values of a part in a line: « Fin de l’action : 31 décembre 2023 ; … »."""
    rows = {clause.kind: clause for clause in clauses}
    said = [
        f"{kind.label}\u00a0: {clause_in_words(rows[kind])}"
        for kind in block.kinds
        if kind.value in rows
    ]
    return "\u00a0; ".join(said)
