"""The refusals of a redemption, and the problem document that the API answers.

Refusals that say something of the place, the session or the passes (403, 404, 409) are stored
with their idempotency key for ever; temporary ones (`in_progress`, 400, 422, 429, 503) never are.
"""

from typing import Any, ClassVar

from common.errors import Refusal
from mediation.enums import Reason
from mediation.rules.sentences import NOTHING_DONE


class NotRedeemed(Refusal):
    """A refusal to redeem.

    `status` is that of the HTTP answer, `says` the sentence when it is always the same; `position`
    is the index of the refused code in the list, from 0; `number` is that of its pass when the pass
    is known.
    """

    status: ClassVar[int] = 409
    says: ClassVar[str] = ""

    def __init__(
        self, sentence: str = "", *, position: int | None = None, number: str | None = None
    ) -> None:
        super().__init__(sentence or self.says, field="" if position is None else "codes")
        self.position = position
        self.number = number


class PlaceNotYours(NotRedeemed):
    """The place does not belong to the structure of who presents the codes."""

    status = 403
    says = f"Ce lieu n’est pas de votre structure. {NOTHING_DONE} Choisissez un autre lieu."


class PlaceNotQualified(NotRedeemed):
    """No programme qualifies the place on the day of the session."""


class OutsideWindow(NotRedeemed):
    """The session is to come, or older than the programme accepts."""


class PassRefused(NotRedeemed):
    """One pass of the list is refused, hence the whole list; the code is that of the reason."""

    def __init__(self, reason: Reason, sentence: str, *, position: int, number: str | None) -> None:
        super().__init__(sentence, position=position, number=number)
        self.code = reason.value


class UnknownCode(PassRefused):
    """No pass has this code."""

    status = 404

    def __init__(self, *, position: int) -> None:
        sentence = f"Ce code n’est pas reconnu. {NOTHING_DONE} Vérifiez-le ou scannez le QR code."
        super().__init__(Reason.UNKNOWN_CODE, sentence, position=position, number=None)


class TemporaryRefusal(NotRedeemed):
    """A refusal that is never stored with its key: the same call may succeed later."""


class MistypedCode(TemporaryRefusal):
    """The check characters of a code are wrong."""

    status = 400
    says = "Ce code comporte une faute de frappe. Vérifiez-le ou scannez le QR code."


class SameCodeTwice(TemporaryRefusal):
    """The list holds a code twice."""

    status = 400
    says = f"Ce code est deux fois dans la liste. {NOTHING_DONE} Retirez-en un."


class KeyReused(TemporaryRefusal):
    """The idempotency key already came with another content."""

    status = 422
    says = (
        f"Cette clé a déjà servi à un autre envoi. {NOTHING_DONE} Recommencez avec une autre clé."
    )


class InProgress(TemporaryRefusal):
    """Another call with the same idempotency key is not over."""

    says = "Cet envoi est en cours. Recommencez dans quelques secondes."


class RetryLater(TemporaryRefusal):
    """The same call may be sent again after `retry_after` seconds."""

    retry_after = 1


class TooManyWrongCodes(RetryLater):
    """Too many wrong codes came from this device or account in the last hour."""

    status = 429

    def __init__(self, seconds: int) -> None:
        word = "seconde" if seconds == 1 else "secondes"
        wait = f"Recommencez dans {seconds}\u00a0{word}."
        super().__init__(f"Trop de codes non reconnus. {NOTHING_DONE} {wait}")
        self.retry_after = seconds


class Busy(RetryLater):
    """Another call holds one of the passes."""

    status = 503
    says = f"Un autre envoi concerne ces pass. {NOTHING_DONE} Recommencez dans un instant."


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


def problem(status: int, code: str, detail: str) -> dict[str, Any]:
    """A problem document (RFC 9457)."""
    document = {"code": code, "detail": detail, "status": status, "title": TITLES[status]}
    return document | {"type": f"urn:passnum:{code}"}


def problem_document(refusal: NotRedeemed) -> dict[str, Any]:
    """The problem document of a refusal; it never holds the code of a pass."""
    document = problem(refusal.status, refusal.code, refusal.sentence)
    if refusal.field:
        document["field"] = refusal.field
    if refusal.position is not None:
        document["pass"] = pass_in_list(refusal.position, refusal.number)
    return document


def pass_in_list(position: int, number: str | None) -> dict[str, Any]:
    """A pass of the list: its index, from 0, and its number when the pass is known."""
    return {"number": number, "position": position} if number else {"position": position}
