"""People who ask for passes at a counter, invented by a library."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from faker import Faker

from accounts.models import Organisation
from audit.actors import Author
from beneficiaries.actions import people, requests
from beneficiaries.enums import Channel, Status
from beneficiaries.models import Decision
from common.formats import legal_day
from places.models import Commune
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Public:
    """A situation that people declare, how often, and their ages."""

    status: Status
    weight: int
    youngest: int
    oldest: int
    proof: str


PAS_DE_CALAIS = [
    Public(Status.RSA, 46, 19, 64, "Attestation de droits au RSA"),
    Public(Status.NONE, 26, 66, 84, "Pièce d’identité"),
    Public(Status.DISABILITY, 14, 20, 61, "Attestation de droits"),
    Public(Status.PUPIL, 8, 11, 15, "Certificat de scolarité"),
    Public(Status.ASE, 6, 15, 20, "Attestation du service"),
]
HAUTS_DE_FRANCE = [
    Public(Status.JOBSEEKER, 48, 19, 62, "Attestation d’inscription"),
    Public(Status.NONE, 34, 61, 82, "Pièce d’identité"),
    Public(Status.INSERTION, 18, 18, 25, "Attestation de la mission locale"),
]


class Counter:
    """The counters of a programme: the same seed meets the same people."""

    def __init__(self, programme: Programme, publics: list[Public], random: Random) -> None:
        self.programme, self.publics, self.random = programme, publics, random
        self.fake = Faker("fr_FR")
        self.fake.seed_instance(random.randrange(10**6))
        self.communes = list(
            Commune.objects.of_departements(programme.territory)
            .filter(population__gte=2000)
            .order_by("pk")
        )

    def decide(self, organisation: Organisation, *, by: Author) -> Decision:
        """Someone comes, is registered, and their request is judged at once."""
        public = self.random.choices(self.publics, [one.weight for one in self.publics])[0]
        day = legal_day(by.at)
        person = people.register(
            self.programme,
            organisation=organisation,
            last_name=self.fake.last_name(),
            first_name=self.fake.first_name(),
            born_on=self._birth(day, public),
            commune=self._commune(),
            by=by,
        )
        return requests.decide(
            person,
            filed_on=day,
            status=public.status,
            channel=Channel.ACCOMPANIED,
            proof_kind=public.proof,
            proof_dated_on=day - dt.timedelta(days=self.random.randint(1, 60)),
            organisation=organisation,
            on=day,
            by=by,
        )

    def _birth(self, day: dt.date, public: Public) -> dt.date:
        age = self.random.randint(public.youngest, public.oldest)
        return day - dt.timedelta(days=age * 365 + age // 4 + self.random.randint(1, 300))

    def _commune(self) -> Commune:
        """Large communes come more often."""
        weights = [commune.population for commune in self.communes]
        return self.random.choices(self.communes, weights)[0]
