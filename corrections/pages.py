"""What the page of the corrections of a text shows: what may be corrected, and what was."""

from typing import Any

from django.urls import reverse
from django.utils.text import slugify

from accounts.enums import Permission
from accounts.models import User
from common.form_pages import Settled
from common.formats import day
from common.history import Step
from conventions.enums import ClauseKind
from conventions.models import Avenant, Obligation, Text
from conventions.pages.texts import document_url, name_in_title
from conventions.readings.texts import cadence_in_words, clause_in_words, own_rows
from corrections.enums import CorrectionState, CorrectionSubject
from corrections.models import Correction
from corrections.readings import CorrectionView, corrections_of, effect_of

KINDS = {slugify(kind.label.replace("’", "-")): kind for kind in ClauseKind}
SUBJECTS = {
    "parties": CorrectionSubject.PARTIES,
    "jour-de-signature": CorrectionSubject.SIGNATURE_DAY,
    "signature": CorrectionSubject.NO_SIGNATURE,
}
FORGOTTEN_OBLIGATION = "obligation-oubliee"
# What another person decides, what its author takes back.
DECISIONS = [("approuver", "Approuver"), ("refuser", "Refuser")]
WITHDRAWAL = [("retirer", "Retirer")]


def corrections_page(text: Text, user: User) -> dict[str, Any]:
    """What is recorded of a signed text, with the links that correct it, and its corrections."""
    found = corrections_of(text)
    can_sign = user.can(Permission.CONVENTION_SIGN)
    held, forgotten = _clause_rows(text)
    return {
        "text": text,
        "text_name": name_in_title(text),
        "back_url": document_url(text),
        "can_correct": can_sign and text.signed_at is not None,
        "held": [*held, *_obligation_rows(text), *_other_rows(text)],
        "forgotten": [*forgotten, _forgotten(text, "Une obligation", FORGOTTEN_OBLIGATION)],
        "pending": [(one, _acts(one.correction, user)) for one in found if one.is_pending],
        "history": [correction_step(one) for one in found if not one.is_pending],
    }


def corrections_url(text: Text) -> str:
    name = "avenant" if isinstance(text, Avenant) else "convention"
    return reverse(f"corrections:{name}", args=[text.public_id])


def settled(act: str, correction: Correction) -> Settled:
    """What is said of an act on a correction that is decided already."""
    word = correction.get_state_display().lower()
    said = f"Cette correction a été {word} le {day(correction.decided_on)}"
    url = corrections_url(correction.text)
    who = f"{said} par {correction.decided_by}."
    return Settled(f"{act} – {correction}", who, url, "Revenir aux corrections")


def correction_step(view: CorrectionView) -> Step:
    """A decided correction in a history: what it was, what it became, by whom and why."""
    one = view.correction
    people = f"proposée par {one.proposed_by}, approuvée par {one.decided_by}"
    said = f"{people}. {one.reason}"
    return Step(one.what, day(one.decided_on), said, was=view.before, now=view.after)


def _clause_rows(text: Text) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The values that a text holds, and those that it does not."""
    clauses = {row.kind: row for row in own_rows(text, "clauses")}
    held, forgotten = [], []
    for slug, kind in KINDS.items():
        if kind in clauses:
            value, url = clause_in_words(clauses[kind]), _correct_url(text, slug)
            held.append({"key": kind.label, "value": value, "url": url, "act": "Corriger"})
        else:
            forgotten.append(_forgotten(text, kind.label, slug))
    return held, forgotten


def _forgotten(text: Text, what: str, slug: str) -> dict[str, str]:
    return {"key": what, "missing": "Ajouter", "missing_url": _correct_url(text, slug)}


def obligations_by_slug(text: Text) -> dict[str, Obligation]:
    """The obligations of a text, by what names each in an address."""
    rows = own_rows(text, "obligations").select_related("replaces").order_by("pk")
    return {f"obligation-{row.public_id}": row for row in rows}


def _obligation_rows(text: Text) -> list[dict[str, str]]:
    return [
        {
            "key": row.title,
            "value": cadence_in_words(row),
            "url": _correct_url(text, slug),
            "act": "Corriger",
        }
        for slug, row in obligations_by_slug(text).items()
    ]


def _other_rows(text: Text) -> list[dict[str, str]]:
    parties = own_rows(text, "parties").select_related("organisation").order_by("position")
    values = {
        "parties": ", ".join(row.organisation.name for row in parties) or "aucune n’est nommée",
        "jour-de-signature": _days(text),
        "signature": "enregistrée",
    }
    return [
        {
            "key": SUBJECTS[slug].label,
            "value": value,
            "url": _correct_url(text, slug),
            "act": "Corriger",
        }
        for slug, value in values.items()
    ]


def _days(text: Text) -> str:
    said = day(text.signed_on) if text.signed_on else "jour inconnu"
    effect = effect_of(text)
    return said if effect in (None, text.signed_on) else f"{said}, effet le {day(effect)}"


def _correct_url(text: Text, slug: str) -> str:
    name = "correct-avenant" if isinstance(text, Avenant) else "correct-convention"
    return reverse(f"corrections:{name}", args=[text.public_id, slug])


def _acts(correction: Correction, user: User) -> list[dict[str, str]]:
    """The acts of a user on a pending correction: to take back one's own, to decide another."""
    if correction.state != CorrectionState.PROPOSED or not user.can(Permission.CONVENTION_SIGN):
        return []
    acts = WITHDRAWAL if correction.proposed_by_id == user.pk else DECISIONS
    return [
        {
            "label": label,
            "url": reverse("corrections:decide", args=[correction.public_id, slug]),
        }
        for slug, label in acts
    ]
