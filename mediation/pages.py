"""What the mediator's page says after passes were checked or refused, and of a new device."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno

from common.formats import NBSP, count, number, pass_number
from mediation.actions.redemptions import CheckResult
from mediation.enums import Reason
from mediation.rules.sentences import NOTHING_DONE

TITLES = {
    Reason.UNKNOWN_CODE.value: "Code non reconnu",
    Reason.NOT_ACTIVE.value: "Pas encore en service",
    Reason.NOT_HANDED_OUT.value: "Pas encore remis",
    Reason.ALREADY_REDEEMED.value: "Déjà utilisé",
    Reason.EXPIRED.value: "Expiré",
    Reason.BLOCKED.value: "Bloqué",
    Reason.OWN_HAND_OUT.value: "Remis par la même personne",
    "same_code_twice": "Code en double",
    "in_progress": "Envoi en cours",
    "busy": "Envoi en cours",
    "too_many_wrong_codes": "Un instant",
}
# What may be sent again as it is; any other answer is kept with its key.
SAME_KEY_AGAIN = {"in_progress", "busy", "too_many_wrong_codes", "same_code_twice"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The message of the page; `family` and `word` are those of components/outcome.html."""

    family: str
    word: str
    sentences: list[str]


def refused_outcome(problem: dict[str, Any], codes_count: int) -> Outcome:
    """The message for a problem document; it says which code when the list has several."""
    code = problem["code"]
    sentences = [problem["detail"]]
    if "pass" in problem and codes_count > 1:
        rank = problem["pass"]["position"] + 1
        sentences.append(f"C’est le code n°{NBSP}{rank} de votre liste. Retirez-le ou changez-le.")
    family = "watch" if code in SAME_KEY_AGAIN else "stopped"
    return Outcome(family, TITLES.get(code, "Refusé"), sentences)


def checked_outcome(results: Sequence[CheckResult]) -> Outcome:
    """The message after a check: how many passes may be used, and why the others may not."""
    good = sum(result.refusal is None for result in results)
    unspent = "Rien n’a été encaissé, c’est une vérification."
    refused = [_reason(one.position, one.refusal.sentence) for one in results if one.refusal]
    if not refused:
        numbers = ", ".join(pass_number(result.number or "") for result in results)
        ready = f"{count(good, 'pass utilisable')}{NBSP}: n°{NBSP}{numbers}."
        word = "Utilisable" if good == 1 else "Utilisables"
        return Outcome("information", word, [ready, unspent])
    usable = [f"{count(good, 'pass utilisable')} sur {number(len(results))}."] if good else []
    return Outcome("watch", "À corriger", [*usable, *refused, unspent])


def _reason(position: int, sentence: str) -> str:
    reason = sentence.replace(f"{NOTHING_DONE} ", "").replace(f" {NOTHING_DONE}", "")
    return f"Code n°{NBSP}{position + 1}{NBSP}: {reason}"


def drawn_token(api: str, token: str) -> str:
    """The square that an application reads, `{"api": "https://…/api/v1/", "token": "…"}`, as the
    address of its picture.
    """
    told = json.dumps({"api": api, "token": token})
    return str(segno.make(told).png_data_uri(scale=5))
