"""What the pages of the carnets that are not begun show: the list, a sending and its letters."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import Least
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from circulation.models import UseReminder
from circulation.readings.asleep import carnets_asleep, seen_by, to_remind
from circulation.rules import PERSON
from common.form_pages import Settled, Step
from common.formats import count, day, number
from distribution.enums import CarnetState
from distribution.querysets import closing_day
from programmes.models import Programme

PART = "Stock"
MOST = 100  # letters of one sending
BLOCKED, EXPIRED = "carnet bloqué ou perdu|carnets bloqués ou perdus", "carnet expiré"
ELSEWHERE = "carnet d’une personne suivie par une autre structure"
ELSEWHERE += "|carnets de personnes suivies par une autre structure"


def carnets_seen(user: User, programme: Programme, on: dt.date) -> QuerySet[Any]:
    """The carnets of which no pass is spent, with all that the list shows of them."""
    found = seen_by(user, carnets_asleep(programme, on=on))
    return found.select_related("lot", f"{PERSON}__registered_by", "hand_out__depot")


def organisation_of(user: User) -> int | None:
    """The organisation that a counter follows people for; None for who names nobody."""
    acting = user.acting
    is_counter = acting is not None and acting.role == Role.DISTRIBUTOR
    return acting.organisation_id if acting and is_counter else None


def remind_step(
    carnets: QuerySet[Any], ready: int, user: User, programme: Programme, on: dt.date
) -> Step:
    """What a sending does, with the carnets of the list that it leaves aside and why."""
    own = Q(**{f"{PERSON}__registered_by": organisation_of(user)})
    usable = Q(state=CarnetState.HANDED_OUT)
    unusable, late = own & ~usable, own & usable & Q(until__lt=on)
    left = [
        (carnets.filter(~own).count(), ELSEWHERE),
        (carnets.filter(unusable).count(), BLOCKED),
        (carnets.filter(late).count(), EXPIRED),
    ]
    able = carnets.filter(own & usable, until__gte=on).count()
    lately = able - to_remind(carnets, user, programme, on).count()
    weeks = count(programme.reminder_weeks, "semaine")
    left.append((lately, f"personne prévenue depuis moins de {weeks}"))
    said = ", ".join(count(carnets_left, noun) for carnets_left, noun in left if carnets_left)
    consequences = [
        "Une lettre par personne, à imprimer et à envoyer ou à remettre.",
        f"Personne n’est prévenu deux fois du même carnet en {weeks}.",
    ]
    if ready == MOST:
        consequences.append(f"Un envoi a {MOST} lettres au plus\u00a0: les plus anciens d’abord.")
    if said:
        consequences.append(f"Laissés de côté\u00a0: {said}.")
    return Step(
        "Prévenir de carnets jamais entamés",
        "Préparer les lettres",
        reverse("circulation:asleep"),
        f"{count(ready, 'personne')} à prévenir. Décochez celles que vous ne prévenez pas.",
        consequences,
        part=PART,
    )


def nobody_to_remind() -> Settled:
    said = (
        "Aucune personne à prévenir dans cette liste\u00a0: elles le sont déjà, leur carnet n’est "
        "plus utilisable, ou une autre structure les suit."
    )
    url = reverse("circulation:asleep")
    return Settled("Prévenir de carnets jamais entamés", said, url, "Revenir à la liste")


def reminders_of(user: User, programme: Programme, sending: UUID) -> QuerySet[Any]:
    """The reminders of a sending that a member may read, with all that their letters say."""
    seen = UseReminder.objects.visible_to(user).filter(carnet__programme=programme, sending=sending)
    until = Least(
        F("carnet__lot__order__valid_until"),
        closing_day(OuterRef("carnet__programme"), OuterRef("sent_on")),
    )
    related = (f"{PERSON}__registered_by", f"{PERSON}__commune__epci", "carnet__lot")
    found: QuerySet[Any] = seen.annotate(until=until).select_related(*related)
    return found.order_by("carnet__number")


def sending_page(reminders: list[Any], begun: int) -> dict[str, Any]:
    """A sending: its letters, and how many of its carnets were begun since."""
    first = reminders[0]
    return {
        "letters": len(reminders),
        "sending": first.sending,
        "rows": [
            {"key": "Lettres du", "value": day(first.sent_on)},
            {"key": "Préparées par", "value": first.sent_by},
            {"key": "Carnets entamés depuis", "value": _of(begun, len(reminders))},
        ],
    }


def _of(part: int, whole: int) -> str:
    return f"{number(part)} sur {number(whole)}"
