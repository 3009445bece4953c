"""Organisations, users, and memberships: the role of a user in an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from accounts.enums import GRANTS, Link, MembershipState, Permission, Role
from accounts.querysets import LetterQuerySet, MembershipQuerySet
from audit.actors import Actor, ActorKind
from common.constraints import filled_in_states, unique_id


class Organisation(models.Model):
    """The only legal person: authority, funder, distributor, structure of mediation, supplier."""

    public_id = unique_id()
    name = models.CharField("nom", max_length=200)
    short_name = models.CharField("nom court", max_length=40, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    accent = models.CharField("couleur", max_length=7, blank=True)

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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    # Set for a request by accounts.middleware.
    acting: Membership | None = None
    held: Sequence[Membership] = ()

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

    def as_actor(self, address: str = "") -> Actor:
        return Actor(ActorKind.USER, self.pk, str(self), address)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: `can` is the policy."""
        return False


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
                | ~models.Q(role__in=["manager", "mediator", "finance", "administrator"])
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
    """A letter with a link to choose a password, to write to an address that may be nobody's.

    Instants are real: a link lives by the real clock. Rows of a past day are deleted.
    """

    email = models.EmailField("adresse électronique")
    link = models.CharField("lien", max_length=12, choices=Link)
    asked_from = models.CharField("adresse du client", max_length=45, blank=True)
    asked_at = models.DateTimeField("demandée le")
    written_at = models.DateTimeField("écrite le", null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre de mot de passe"
        constraints = [
            models.CheckConstraint(
                name="letter_link_known", condition=models.Q(link__in=Link.values)
            )
        ]
        indexes = [models.Index(fields=["-asked_at"], name="letter_by_instant")]

    def __str__(self) -> str:
        return f"{self.get_link_display()} – {self.email}"
