"""Organisations, users, and memberships: the role of a user in an organisation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from accounts.enums import (
    GRANTS,
    Conformity,
    Link,
    MembershipState,
    Notice,
    Permission,
    Proof,
    ResetState,
    Role,
    needs_two_people,
)
from accounts.querysets import LetterQuerySet, MembershipQuerySet, SavedFilterQuerySet
from audit.actors import Actor, ActorKind
from common.constraints import filled_in_states, unique_id

STATED = ("address", "phone", "email", "publisher", "host", "data_officer")
LETTERS = [*Link.choices, *Notice.choices, *Proof.choices]
BY_TWO = [role.value for role in Role if needs_two_people(role)]


class Organisation(models.Model):
    """The only legal person: authority, funder, distributor, structure of mediation, supplier."""

    public_id = unique_id()
    name = models.CharField("nom", max_length=200)
    short_name = models.CharField("nom court", max_length=40, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    accent = models.CharField("couleur", max_length=7, blank=True)
    # What an authority tells the public at the foot of the pages.
    email = models.EmailField(
        "adresse électronique de contact",
        blank=True,
        help_text="Chacun la lit au pied des pages, sans se connecter.",
    )
    # Loi n° 2004-575 du 21 juin 2004: who publishes a site, who directs it, who hosts it.
    publisher = models.CharField(
        "direction de la publication",
        max_length=200,
        blank=True,
        help_text="Nom et qualité de la personne qui répond de ce qui est publié.",
    )
    host = models.CharField(
        "hébergeur", max_length=300, blank=True, help_text="Nom, adresse et téléphone."
    )
    # RGPD, art. 13.1.b and 37.7.
    data_officer = models.CharField(
        "délégué à la protection des données",
        max_length=200,
        blank=True,
        help_text="Son adresse, électronique ou postale\u00a0: on y exerce ses droits.",
    )
    legal_basis = models.CharField(
        "base légale",
        max_length=200,
        default="mission d’intérêt public (RGPD, article 6.1.e)",
        help_text="Ce qui autorise à tenir les données des personnes aidées.",
    )
    # Décret n° 2019-768 du 24 juillet 2019, art. 4: what a statement of accessibility contains.
    accessibility = models.CharField(
        "état d’accessibilité",
        max_length=10,
        choices=Conformity,
        default=Conformity.NONE,
        help_text="«\u00a0Non conforme\u00a0» tant qu’un audit ne dit pas mieux.",
    )
    accessibility_basis = models.CharField(
        "comment cet état est établi",
        max_length=300,
        default="Aucun audit n’a encore été mené.",
        help_text="Le jour de l’audit, qui l’a mené, et la part des critères respectés.",
    )
    accessibility_gaps = models.CharField(
        "contenus non accessibles",
        max_length=1000,
        default="Sans audit, leur liste n’est pas établie.",
        help_text="Ce qu’une personne ne peut pas lire ou faire, et pourquoi.",
    )

    personal = {"coordonnées": "phone email publisher data_officer"}

    class Meta:
        verbose_name = "organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["siret"],
                condition=~models.Q(siret=""),
                name="organisation_siret_unique",
                violation_error_message="Une autre organisation porte déjà ce SIRET.",
            ),
            models.CheckConstraint(
                name="organisation_siret_digits",
                condition=models.Q(siret="") | models.Q(siret__regex=r"^[0-9]{14}$"),
                violation_error_message="Un SIRET compte 14 chiffres.",
            ),
            models.CheckConstraint(
                name="organisation_accent_hex",
                condition=models.Q(accent="") | models.Q(accent__regex=r"^#[0-9A-Fa-f]{6}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def unstated(self) -> list[str]:
        """What the law asks an authority to tell, and that it does not tell yet."""
        columns = [self._meta.get_field(name) for name in STATED]
        return [str(one.verbose_name) for one in columns if not getattr(self, one.name)]  # type: ignore[union-attr]


class UserManager(BaseUserManager["User"]):
    """Finds users by e-mail, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in by e-mail. What they may do comes from the membership in use."""

    public_id = unique_id()
    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=100, blank=True)
    last_name = models.CharField("nom", max_length=100, blank=True)
    is_active = models.BooleanField("actif", default=True)

    personal = {"identité": "first_name last_name email", "connexion": "password last_login"}
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    # Set for a request by accounts.middleware.
    acting: Membership | None = None
    held: Sequence[Membership] = ()
    has_factor: bool = False
    gave_two_factors: bool = False  # where the provider says so

    class Meta:
        verbose_name = "compte"
        constraints = [
            # Sign-in looks it up whatever its case: two accounts would answer to one address.
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Un compte porte déjà cette adresse électronique.",
            )
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def listed_name(self) -> str:
        """As lists sort it: `HADDAD Inès`; its address where no name is known."""
        return f"{self.last_name.upper()} {self.first_name}".strip() or self.email

    def can(self, permission: Permission) -> bool:
        return self.is_active and self.acting is not None and self.acting.can(permission)

    @property
    def needs_factor(self) -> bool:
        """Whether a role held asks for a second factor, and there is none yet."""
        roles = {Role(held.role) for held in self.held}
        has_two = self.has_factor or self.gave_two_factors
        return not has_two and bool(roles & settings.PASSNUM_FACTOR_ROLES)

    @property
    def idle_limit(self) -> dt.timedelta:
        """How long a session stays open without a request: the shortest time of the roles held."""
        limits = settings.PASSNUM_IDLE_MINUTES
        roles = [Role(held.role) for held in self.held] or list(Role)
        return dt.timedelta(minutes=min(limits[role] for role in roles))

    def as_actor(self, address: str = "") -> Actor:
        """Under the membership in use, else under the only one held."""
        acting = self.acting or self.memberships.in_use().alone()
        under = (Role(acting.role).label, str(acting.organisation)) if acting else ()
        return Actor(ActorKind.USER, self.pk, str(self), address, *under)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: `can` is the policy."""
        return False


class SignIn(AbstractBaseSession):
    """A session of the site: once signed in, whose, from which device, since when, last seen when.

    Its instants are real: a session lives by the real clock.
    """

    public_id = unique_id()
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sign_ins")
    device = models.CharField("appareil", max_length=60, blank=True)
    address = models.CharField("adresse du client", max_length=45, blank=True)
    started_at = models.DateTimeField("ouverte le")
    seen_at = models.DateTimeField("vue le")

    personal = {"connexion": "session_key session_data device address started_at seen_at"}

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "connexion"


class Identity(models.Model):
    """Who a person is at an OpenID Connect provider: it opens the account, beside the password."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    issuer = models.CharField("fournisseur", max_length=255)
    subject = models.CharField("identifiant chez lui", max_length=255)
    email = models.CharField("adresse qu’il donne", max_length=254, blank=True)
    linked_at = models.DateTimeField("reliée le")

    personal = {"connexion": "issuer subject email linked_at"}

    class Meta:
        verbose_name = "identité"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_unique"),
            models.UniqueConstraint(fields=["user", "issuer"], name="identity_one_by_issuer"),
        ]

    def __str__(self) -> str:
        return self.email or self.subject


class Membership(models.Model):
    """A user's role in an organisation, from when it is in use until it is ended."""

    public_id = unique_id()
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField("rôle", max_length=20, choices=Role)
    state = models.CharField(
        "état", max_length=10, choices=MembershipState, default=MembershipState.IN_USE
    )
    granted_at = models.DateTimeField("donné le")
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("confirmé ou refusé le", null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("terminé le", null=True)

    personal = {"droits": "organisation role state"}
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=models.Q(state__in=["proposed", "in_use"]),
                name="membership_unique",
            ),
            filled_in_states("membership_ended_has_instant", "ended_at", ["ended"]),
            models.CheckConstraint(
                name="membership_confirmed_by_another",
                condition=models.Q(state="refused")
                | models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("granted_by")),
            ),
            models.CheckConstraint(
                name="membership_of_money_given_by_two",
                condition=~models.Q(state__in=["in_use", "ended"])
                | ~models.Q(role__in=BY_TWO)
                | models.Q(granted_by=None)
                | models.Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_given_by_another",
                condition=models.Q(granted_by=None) | ~models.Q(granted_by=models.F("user")),
            ),
            models.CheckConstraint(
                name="membership_role_known", condition=models.Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.organisation}"

    def can(self, permission: Permission) -> bool:
        return self.is_in_use and permission in GRANTS[Role(self.role)]

    @property
    def is_in_use(self) -> bool:
        return self.state == MembershipState.IN_USE


class Letter(models.Model):
    """A letter with a link to choose a password, to write to an address that may be nobody's, or
    with news of an account; `account`, where this address is no longer or not yet its own.

    Instants are real: a link lives by the real clock. Rows of a past day are deleted.
    """

    email = models.EmailField("adresse électronique")
    about = models.CharField("objet", max_length=16, choices=LETTERS)
    account = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    asked_from = models.CharField("adresse du client", max_length=45, blank=True)
    asked_at = models.DateTimeField("demandée le")
    written_at = models.DateTimeField("écrite le", null=True)
    personal = {"connexion": "email about asked_from"}
    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre sur un compte"
        constraints = [
            models.CheckConstraint(
                name="letter_about_known",
                condition=models.Q(about__in=[code for code, _ in LETTERS]),
            )
        ]
        indexes = [models.Index(fields=["-asked_at"], name="letter_by_instant")]

    def __str__(self) -> str:
        return f"{self.get_about_display()} – {self.email}"


class SavedFilter(models.Model):
    """Filters of a list that a user keeps under a name; `url` names nobody."""

    public_id = unique_id()
    user = models.ForeignKey(User, models.PROTECT, related_name="saved_filters")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    path = models.CharField("liste", max_length=200)
    url = models.CharField("adresse de la liste filtrée", max_length=1_200)
    name = models.CharField("nom de ces filtres", max_length=60)
    personal = {"connexion": "path url name"}
    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "filtres enregistrés"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "path", "name"],
                name="saved_filter_unique",
                violation_error_message="Des filtres de cette liste portent déjà ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FactorReset(models.Model):
    """The second factors of somebody who lost them, taken away by two people."""

    public_id = unique_id()
    user = models.ForeignKey(User, models.PROTECT, related_name="factor_resets")
    state = models.CharField("état", max_length=10, choices=ResetState, default=ResetState.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("proposé le")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("décidé le", null=True)

    class Meta:
        verbose_name = "retrait d’un second facteur"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(state="proposed"),
                name="factor_reset_one_proposed",
            ),
            models.CheckConstraint(
                name="factor_reset_state_known", condition=models.Q(state__in=ResetState.values)
            ),
            filled_in_states("factor_reset_decided_has_instant", "decided_at", ["done", "refused"]),
            filled_in_states("factor_reset_decided_has_author", "decided_by", ["done", "refused"]),
            models.CheckConstraint(
                name="factor_reset_done_by_two_others",
                condition=~models.Q(proposed_by=models.F("user"))
                & (
                    ~models.Q(state="done")
                    | ~models.Q(decided_by=models.F("proposed_by"))
                    & ~models.Q(decided_by=models.F("user"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Second facteur – {self.user}"
