"""The key by which names are compared and sorted, whatever their accents and capitals."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def sort_key(text: str) -> str:
    """Lower case without accents, words separated by one space: « L’Étoile-Rœux » is
    `l etoile roeux`.
    """
    # Decomposed before folding, since a compatibility character may stand for a capital or a
    # ligature; and again after, since folding composes some letters.
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = unicodedata.normalize("NFKD", folded)
    plain = "".join(c for c in letters if not unicodedata.combining(c)).translate(_LIGATURES)
    return " ".join(re.sub(r"[^\w]|_", " ", plain).split())
