"""Sessions paid with the passes of carnets handed out."""

import datetime as dt
import uuid
from random import Random

from accounts.enums import Role
from common.formats import legal_day
from distribution import codes
from distribution.models import HandOut
from mediation.actions import redemptions
from mediation.actions.idempotency_keys import Presenter
from mediation.enums import Mode, OwnerKind
from mediation.readings import Code
from passnum.demo.accounts import Agents
from passnum.demo.working_days import office_hour, sessions_after
from places.enums import Service
from places.models import Place, Qualification
from programmes.models import Programme

SERVICES = {
    Service.PROCEDURES: 38,
    Service.DAILY_TOOLS: 34,
    Service.EMPLOYMENT: 12,
    Service.SAFETY: 9,
    Service.CULTURE: 7,
}
Planned = tuple[dt.datetime, list[Code]]


class Sessions:
    """Places and mediators of a programme, who receive people in the order of days."""

    def __init__(self, programme: Programme, *, random: Random, agents: Agents) -> None:
        self.programme, self.random, self.agents = programme, random, agents
        self.keyring = codes.keyring()
        self.qualifications = list(
            Qualification.objects.filter(programme=programme)
            .select_related("place__structure__organisation")
            .order_by("pk")
        )

    def spend(self, hand_outs: list[HandOut], *, until: dt.date) -> int:
        """Redeem what people spent until a day; returns how many sessions."""
        planned = [session for hand_out in hand_outs for session in self._of(hand_out, until)]
        planned.sort(key=lambda session: session[0])
        for held_at, presented in planned:
            self._redeem(held_at, presented)
        return len(planned)

    def _of(self, hand_out: HandOut, until: dt.date) -> list[Planned]:
        carnet = hand_out.carnets.select_related("lot__order", "programme").order_by("number")[0]
        batch = carnet.lot.batch
        serials = list(carnet.passes.order_by("serial").values_list("serial", flat=True))
        last = min(until, carnet.lot.order.valid_until)
        days = sessions_after(hand_out.handed_on, last, len(serials), self.random)
        return [
            (
                office_hour(day, self.random),
                [self._code(batch, serials.pop(0)) for _ in range(count)],
            )
            for day, count in days
        ]

    def _code(self, batch: codes.Batch, serial: int) -> Code:
        secret = self.keyring.secret(batch, serial)[: codes.TYPED_SECRET_BYTES]
        return codes.Typed(batch.letter, serial, secret)

    def _redeem(self, held_at: dt.datetime, codes: list[Code]) -> None:
        place = self._place(legal_day(held_at))
        organisation = place.structure.organisation
        mediator = self.agents.of(organisation, Role.MEDIATOR)
        session = redemptions.Session(
            held_at=held_at,
            service=self.random.choices(list(SERVICES), list(SERVICES.values()))[0],
            mode=self.random.choice((Mode.INDIVIDUAL, Mode.INDIVIDUAL, Mode.GROUP)),
            minutes=self.random.choice((45, 60, 60, 90, 120)),
        )
        key = uuid.UUID(int=self.random.getrandbits(128), version=4)
        answer = redemptions.redeem(
            redemptions.Attempt(key, place.public_id, codes, session),
            presenter=Presenter(OwnerKind.USER, mediator.pk, organisation.pk),
            by=mediator.as_actor().at(held_at + dt.timedelta(minutes=session.minutes)),
            real_at=held_at,
        )
        if answer.status != 201:
            raise AssertionError(answer.body)

    def _place(self, day: dt.date) -> Place:
        """The first places of the programme file are the busiest."""
        then = [q.place for q in self.qualifications if q.is_in_force_on(day)]
        weights = [5 if n < len(then) // 5 else 1 for n in range(len(then))]
        return self.random.choices(then, weights)[0]
