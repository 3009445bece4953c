"""How the number of a mandat is written in a programme, and what a password is guessed from."""

import re
from collections.abc import Sequence
from typing import Any

from zxcvbn import matching, scoring

from common.sort_key import sort_key

FEWEST_GUESSES = 10**10
# What follows cannot make a password easier to guess; the time grows with what is read.
READ = 24
SIGNS_OF_LETTERS = str.maketrans("@4€3!10$57", "aaeeiiosst")
OWN, OFTEN = "own", "often"
REASONS = {
    OWN: "un nom que l’on vous connaît",
    "dictionary": "un mot courant",
    "spatial": "des touches voisines",
    "repeat": "une répétition",
    "sequence": "une suite de signes",
    "regex": "une année",
    "date": "une date",
}
# Without that of signs in the place of letters, whose time doubles with each sign.
MATCHES = (
    matching.dictionary_match,
    matching.reverse_dictionary_match,
    matching.spatial_match,
    matching.repeat_match,
    matching.sequence_match,
    matching.regex_match,
    matching.date_match,
)


def fits(number: str, pattern: str) -> bool:
    """Whether a number is written like a pattern: 9 for a digit, A for a letter, the rest as it is.

    An empty pattern takes any number.
    """
    classes = {"9": "[0-9]", "A": "[A-Z]"}
    written = "".join(classes.get(sign) or re.escape(sign) for sign in pattern)
    return not pattern or re.fullmatch(written, number) is not None


def why_guessed(password: str, own: Sequence[str], often: Sequence[str]) -> list[str]:
    """What a password found in fewer than ten billion guesses is made of; empty for another one.

    Tried first: the words of its `own`er, those tried `often`, and the lists of zxcvbn, of
    passwords stolen elsewhere, names and words.
    """
    ours = {OWN: matching.build_ranked_dict(own), OFTEN: matching.build_ranked_dict(often)}
    words = matching.RANKED_DICTIONARIES | ours
    typed = password[:READ].lower()
    letters = sort_key(typed).replace(" ", "")  # a sign between two words hides neither
    signs = {sign for sign in typed if not sign.isalnum()}
    for read in filter(None, (typed, letters, typed.translate(SIGNS_OF_LETTERS))):
        found = _guessed(read, words)
        if found["guesses"] * 10 ** (len(signs) if read == letters else 0) < FEWEST_GUESSES:
            return _reasons(found["sequence"])
    return []


def _guessed(password: str, words: dict[str, dict[str, int]]) -> dict[str, Any]:
    found = [one for each in MATCHES for one in each(password, _ranked_dictionaries=words)]
    found.sort(key=lambda one: (one["i"], one["j"]))
    judged: dict[str, Any] = scoring.most_guessable_match_sequence(password, found)
    return judged


def _reasons(sequence: list[dict[str, Any]]) -> list[str]:
    kinds = (OWN if one.get("dictionary_name") == OWN else one["pattern"] for one in sequence)
    return list(dict.fromkeys(REASONS[kind] for kind in kinds if kind in REASONS)) or ["trop court"]
