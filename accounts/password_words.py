"""A password is not the words that anybody would try first here."""

from typing import Any

from django.core.exceptions import ValidationError

from common.sort_key import sort_key

WORDS = ("passnum", "pass", "numerique", "numeriques", "carnet", "departement", "region", "azerty")
SHORTEST_WORD, FEWEST_OTHERS = 4, 8


class ContextWords:
    """Refuses what is little more than names of the person, of their organisations and of the
    service: what is left without them has 8 characters at least.
    """

    def validate(self, password: str, user: Any = None) -> None:
        left = sort_key(password)
        for word in sorted({*WORDS, *_words_of(user)}, key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < FEWEST_OTHERS:
            raise ValidationError(
                "Ce mot de passe tient en mots que l’on devine\u00a0: noms, organisation, service. "
                "Ajoutez-en d’autres.",
                code="guessed_words",
            )

    def get_help_text(self) -> str:
        return "Ni votre nom, ni celui de votre organisation."


def _words_of(user: Any) -> set[str]:
    if user is None:
        return set()
    names = [user.first_name, user.last_name, *user.email.replace("@", ".").split(".")]
    if user.pk:
        names += user.memberships.values_list("organisation__name", flat=True).order_by("pk")
    words = (sort_key(part) for name in names for part in name.replace("-", " ").split())
    return {word for word in words if len(word) >= SHORTEST_WORD}
