"""What a page says after an act: one outcome, in words, until the next act."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.formats import NBSP, count, pass_number
from mediation.actions.redeem import Verdict
from mediation.enums import Reason
from mediation.sentences import NOTHING

WORDS = {
    **{reason.value: "Refusé" for reason in Reason},
    Reason.UNKNOWN_CODE.value: "Code non reconnu",
    Reason.NOT_ACTIVE.value: "Pas encore en service",
    Reason.NOT_HANDED_OUT.value: "Pas encore remis",
    Reason.ALREADY_REDEEMED.value: "Déjà utilisé",
    Reason.EXPIRED.value: "Expiré",
    Reason.BLOCKED.value: "Bloqué",
    "mistyped_code": "Faute de frappe",
    "same_code_twice": "Code en double",
    "in_progress": "Envoi en cours",
    "busy": "Envoi en cours",
    "too_many_wrong_codes": "Un instant",
}
WATCH = {"in_progress", "busy", "too_many_wrong_codes", "same_code_twice", "mistyped_code"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`family` and `word` are those of components/outcome.html."""

    family: str
    word: str
    sentences: list[str]


def refused(told: dict[str, Any], codes: int) -> Outcome:
    """A problem document, as people read it. Says which code when there are several."""
    code = told["code"]
    sentences = [told["detail"]]
    if "pass" in told and codes > 1:
        rank = told["pass"]["position"] + 1
        sentences.append(f"C’est le code n°{NBSP}{rank} de votre liste. Retirez-le ou changez-le.")
    family = "watch" if code in WATCH else "stopped"
    return Outcome(family, WORDS.get(code, "Refusé"), sentences)


def checked(verdicts: Sequence[Verdict]) -> Outcome:
    """The result of a check: how many may be used, and why not the others."""
    good = sum(verdict.refusal is None for verdict in verdicts)
    kept = "Rien n’a été encaissé, c’est une vérification."
    refused = [_line(v.position, v.refusal.sentence) for v in verdicts if v.refusal is not None]
    if not refused:
        numbers = ", ".join(pass_number(verdict.number or "") for verdict in verdicts)
        ready = f"{count(good, 'pass utilisable')}{NBSP}: n°{NBSP}{numbers}."
        return Outcome("information", "Utilisable" if good == 1 else "Utilisables", [ready, kept])
    said = [f"{count(good, 'pass utilisable')} sur {len(verdicts)}."] if good else []
    return Outcome("watch", "À corriger", [*said, *refused, kept])


def _line(position: int, sentence: str) -> str:
    reason = sentence.replace(f"{NOTHING} ", "").replace(f" {NOTHING}", "")
    return f"Code n°{NBSP}{position + 1}{NBSP}: {reason}"
