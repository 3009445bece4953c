"""Whether somebody's password is guessed, from what is known of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from common.sort_key import sort_key
from programmes.models import Programme
from programmes.reference import words_tried_first
from programmes.rules import why_guessed

SHORTEST_WORD = 4


class GuessedPasswords:
    """Refuses a password that is soon guessed, and says what it is made of."""

    def validate(self, password: str, user: Any = None) -> None:
        reasons = why_guessed(password, _words_of(user), words_tried_first())
        if reasons:
            raise ValidationError(
                f"Ce mot de passe se devine\u00a0: {', '.join(reasons)}. Ajoutez des mots sans "
                "rapport entre eux.",
                code="guessed",
            )

    def get_help_text(self) -> str:
        return "Ni votre nom, ni celui de votre organisation, ni un mot de passe courant."


def _words_of(user: Any) -> list[str]:
    """The words of the names that whoever knows a person would try."""
    if user is None:
        return []
    names = [user.first_name, user.last_name, *user.email.replace("@", ".").split(".")]
    if user.pk:
        held = user.memberships.order_by("pk").values_list("organisation", "organisation__name")
        of = [key for key, _ in held]
        near = Q(authority__in=of) | Q(participations__organisation__in=of)
        found = Programme.objects.filter(near).distinct().order_by("pk")
        names += [*(name for _, name in held), *found.values_list("name", flat=True)]
    words = {word for name in names for word in sort_key(name).split()}
    return sorted(word for word in words if len(word) >= SHORTEST_WORD)
