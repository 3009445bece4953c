"""What redeeming refuses, and in what words.

`status` is the answer of the API. Refusals that depend on facts (403, 404, 409) are stored with
their key for ever; those of the moment (`in_progress`, 422, 429, 503) never are.
"""

from typing import Any, ClassVar

from common.errors import Refusal
from mediation.enums import Reason
from mediation.sentences import NOTHING


class NotRedeemed(Refusal):
    """`position` is the index in `codes`, from 0; `number` the pass, where it is known."""

    status: ClassVar[int] = 409
    is_stored: ClassVar[bool] = True

    def __init__(
        self, sentence: str, *, position: int | None = None, number: str | None = None
    ) -> None:
        super().__init__(sentence, field="" if position is None else "codes")
        self.position = position
        self.number = number


class PlaceNotYours(NotRedeemed):
    code = "place_not_yours"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            f"Ce lieu n’est pas de votre structure. {NOTHING} Choisissez un autre lieu."
        )


class PlaceNotQualified(NotRedeemed):
    code = "place_not_qualified"


class OutsideWindow(NotRedeemed):
    code = "outside_window"


class PassRefused(NotRedeemed):
    """One pass of the list is refused, hence the whole list; `reason` is the code."""

    def __init__(self, reason: Reason, sentence: str, *, position: int, number: str | None) -> None:
        super().__init__(sentence, position=position, number=number)
        self.code = reason.value
        self.reason = reason


class UnknownCode(PassRefused):
    status = 404

    def __init__(self, *, position: int) -> None:
        sentence = f"Ce code n’est pas reconnu. {NOTHING} Vérifiez-le ou scannez le QR code."
        super().__init__(Reason.UNKNOWN_CODE, sentence, position=position, number=None)


class OfTheMoment(NotRedeemed):
    """Says nothing of the passes: the same call may succeed later. Never stored."""

    is_stored = False


class MistypedCode(OfTheMoment):
    code = "mistyped_code"
    status = 400

    def __init__(self, position: int) -> None:
        super().__init__(
            "Ce code comporte une faute de frappe. Vérifiez-le ou scannez le QR code.",
            position=position,
        )


class SameCodeTwice(OfTheMoment):
    code = "same_code_twice"
    status = 400

    def __init__(self, position: int) -> None:
        super().__init__(
            f"Ce code est deux fois dans la liste. {NOTHING} Retirez-en un.", position=position
        )


class KeyReused(OfTheMoment):
    code = "key_reused"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            f"Cette clé a déjà servi à un autre envoi. {NOTHING} Recommencez avec une autre clé."
        )


class InProgress(OfTheMoment):
    code = "in_progress"

    def __init__(self) -> None:
        super().__init__("Cet envoi est en cours. Recommencez dans quelques secondes.")


class Later(OfTheMoment):
    """`retry_after` is in seconds."""

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class TooManyWrongCodes(Later):
    code = "too_many_wrong_codes"
    status = 429

    def __init__(self, seconds: int) -> None:
        word = "seconde" if seconds == 1 else "secondes"
        super().__init__(
            f"Trop de codes non reconnus. {NOTHING} Recommencez dans {seconds}\u00a0{word}.",
            retry_after=seconds,
        )


class Busy(Later):
    code = "busy"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            f"Un autre envoi concerne ces pass. {NOTHING} Recommencez dans un instant.",
            retry_after=1,
        )


TITLES = {
    400: "Demande mal formée",
    401: "Appareil non reconnu",
    403: "Lieu refusé",
    404: "Code non reconnu",
    405: "Méthode refusée",
    406: "Format refusé",
    409: "Encaissement refusé",
    415: "Format refusé",
    422: "Clé déjà utilisée",
    429: "Trop de codes non reconnus",
    503: "Service occupé",
}


def problem(refusal: NotRedeemed) -> dict[str, Any]:
    """The problem document (RFC 9457) of a refusal. Never the code itself."""
    told: dict[str, Any] = {
        "code": refusal.code,
        "detail": refusal.sentence,
        "status": refusal.status,
        "title": TITLES[refusal.status],
        "type": f"urn:passnum:{refusal.code}",
    }
    if refusal.field:
        told["field"] = refusal.field
    if refusal.position is not None:
        told["pass"] = which(refusal.position, refusal.number)
    return told


def which(position: int, number: str | None) -> dict[str, Any]:
    """A pass of the list: its index in `codes`, from 0, and its number where it is known."""
    return {"number": number, "position": position} if number else {"position": position}
