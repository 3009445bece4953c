"""Checks an installation from the database to the mail, and says for each point what to do."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from redis import RedisError

from accounts import id_tokens, provider
from accounts.enums import Role
from accounts.models import Membership
from accounts.second_factors import Kind, unseal
from common import clock
from distribution.actions import master_keys
from invariants import readings
from passnum import health

Fault = str | None  # what to do; None when the point is well
MIGRATE = "lancez manage.py migrate avec le rôle propriétaire."
EXTENSIONS = {"btree_gist", "unaccent"}
CLOCKS_APART = 2.0  # seconds
PATIENCE = 5.0  # seconds
FORGED = "192.0.2.1"  # of no network
WRITTEN_DOWN = {"console", "dummy", "filebased"}
OLDEST_POSTGRESQL, FEWEST_ADMINISTRATORS = 15, 2


DIRECTLY = build_opener(ProxyHandler({}), provider.AsAnswered)


def database() -> Fault:
    version = connection.cursor().connection.info.server_version // 10_000
    if version < OLDEST_POSTGRESQL:
        return (
            f"PostgreSQL {version} est trop ancien\u00a0: installez la version 15 ou une suivante."
        )
    encoding = _one("SHOW server_encoding")
    if encoding != "UTF8":
        return f"La base est en {encoding}\u00a0: recréez-la avec --encoding=UTF8 --locale=C.UTF-8."
    return None


def extensions() -> Fault:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = EXTENSIONS - {name for (name,) in cursor.fetchall()}
    return f"Il manque {', '.join(sorted(missing))}\u00a0: {MIGRATE}" if missing else None


def migrations() -> Fault:
    """Neither too few, nor those of a later version, nor other ones under the same names."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    if later := sorted(set(loader.applied_migrations) - set(loader.disk_migrations)):
        return (
            f"La base vient d’une version plus récente ({'.'.join(later[0])})\u00a0: reprenez "
            "cette version, ou restaurez la sauvegarde d’avant la mise à jour."
        )
    if waiting := executor.migration_plan(loader.graph.leaf_nodes()):
        return f"{len(waiting)} migrations attendent\u00a0: {MIGRATE}"
    if missing := _missing_columns():
        return (
            f"Il manque à la base {', '.join(missing)}\u00a0: elle vient d’une version qui ne se "
            "met pas à jour vers celle-ci. Reprenez celle d’avant."
        )
    return None


def rights() -> Fault:
    """The application may not empty nor change a table: its journal is kept from itself too."""
    can = "SELECT has_table_privilege('audit_event', 'TRUNCATE')"
    owns = "SELECT pg_has_role(tableowner, 'MEMBER') FROM pg_tables WHERE tablename = 'audit_event'"
    if _one(can) or _one(owns):
        return (
            "Le site se connecte avec un rôle trop puissant\u00a0: donnez-lui passnum_app "
            "(deploy/roles.sql)."
        )
    return None


def keys() -> Fault:
    try:
        master_keys.check()
    except ImproperlyConfigured as error:
        return f"Les clés des codes ne conviennent pas. {error}"
    return None


def accounts_of_passes() -> Fault:
    """What a restore, or a hand in the database, might have broken."""
    found = [f"{count} {rule}" for rule, count in readings.broken().items()]
    if not found:
        return None
    return f"{' ; '.join(found)} : restaurez une sauvegarde d’avant, sans rien corriger à la main."


def factors() -> Fault:
    """Without its key a factor lets nobody in, and nobody else is told."""
    try:
        for row in Authenticator.objects.filter(type=Kind.TOTP):
            unseal(row.data["secret"], row.user_id)
    except InvalidToken:
        return (
            "Des seconds facteurs ne s’ouvrent pas\u00a0: remettez leur clé dans "
            "PASSNUM_FACTOR_KEYS."
        )
    return None


def broker() -> Fault:
    is_well = _answers(health.broker)
    return None if is_well else "Le courtier ne répond pas\u00a0: vérifiez BROKER_URL et Valkey."


def worker() -> Fault:
    is_well = _answers(health.Worker())
    return (
        None
        if is_well
        else "Aucun travailleur ne répond\u00a0: lancez le service worker (passnum-worker)."
    )


def clocks() -> Fault:
    """A pass is judged by the day: two clocks that differ judge it twice."""
    apart = abs((_one("SELECT clock_timestamp()") - clock.real_now()).total_seconds())
    if apart <= CLOCKS_APART:
        return None
    return (
        f"La base et le site diffèrent de {apart:.0f} secondes\u00a0: réglez leurs horloges (NTP)."
    )


def proxy() -> Fault:
    """What the site sees of a request made where people make theirs."""
    if settings.PASSNUM_HTTPS and not settings.PASSNUM_TRUSTED_PROXIES:
        return "Le site ignore son mandataire\u00a0: indiquez PASSNUM_TRUSTED_PROXIES."
    return None if settings.PASSNUM_DEMO else _fault_of_request()


def _fault_of_request() -> Fault:
    url = f"{settings.PASSNUM_BASE_URL}/healthz"
    asked = Request(url, headers={"X-Forwarded-For": FORGED})  # noqa: S310 - our own address
    try:
        with DIRECTLY.open(asked, timeout=PATIENCE) as answer:
            address, scheme = (answer.headers[name] for name in health.SEEN)
    except OSError as error:
        return f"{url} ne répond pas d’ici ({error})\u00a0: vérifiez PASSNUM_BASE_URL et nginx."
    if scheme is None:
        return f"{url} n’est pas ce site\u00a0: vérifiez PASSNUM_BASE_URL."
    if settings.PASSNUM_HTTPS and scheme != "https":
        return f"Le site croit {address} en clair\u00a0: ajoutez-la à PASSNUM_TRUSTED_PROXIES."
    if address == FORGED:
        return "Le site croit l’adresse que chacun écrit\u00a0: réduisez PASSNUM_TRUSTED_PROXIES."
    return None


def letters() -> Fault:
    """Letters open accounts: those that are only written down reach nobody."""
    if settings.PASSNUM_DEMO or settings.EMAIL_BACKEND.split(".")[-2] not in WRITTEN_DOWN:
        return None
    return "Le courrier s’écrit sur place et ne part pas\u00a0: indiquez EMAIL_URL."


def identity_provider() -> Fault:
    """Nothing to examine where people sign in by password alone."""
    if settings.PASSNUM_OIDC is None:
        return None
    try:
        known = provider.keys(again=True)
    except provider.ProviderFault as fault:
        return f"ProConnect ne convient pas\u00a0: vérifiez PASSNUM_OIDC_ISSUER. {fault.reason}"
    if not any(id_tokens.signs(key, kind) for key in known for kind in id_tokens.KINDS):
        return "ProConnect n’a pas de clé RS256 ni ES256\u00a0: demandez-lui l’une des deux."
    if not provider.document().get("end_session_endpoint"):
        return "ProConnect ne dit pas où se déconnecter\u00a0: demandez-lui end_session_endpoint."
    return None


def static_files() -> Fault:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() or settings.DEBUG:
        return None
    return "Les fichiers statiques ne sont pas rassemblés\u00a0: lancez manage.py collectstatic."


def administrators() -> Fault:
    found = Membership.objects.in_use().filter(role=Role.ADMINISTRATOR, user__is_active=True)
    number = found.values("user").distinct().count()
    if number >= FEWEST_ADMINISTRATORS:
        return None
    return (
        f"{number} administrateur\u00a0: des rôles se donnent à deux, ouvrez-en un autre par "
        "manage.py create_administrator."
    )


POINTS: dict[str, Callable[[], Fault]] = {
    "base de données": database,
    "extensions": extensions,
    "migrations": migrations,
    "droits": rights,
    "clés": keys,
    "comptes": accounts_of_passes,
    "seconds facteurs": factors,
    "courtier": broker,
    "travailleur": worker,
    "horloges": clocks,
    "mandataire": proxy,
    "courrier": letters,
    "ProConnect": identity_provider,
    "fichiers statiques": static_files,
    "administrateurs": administrators,
}


class Command(BaseCommand):
    help = "Vérifie l’installation, et dit pour chaque point ce qu’il faut faire."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", metavar="ADRESSE", help="y envoie un message d’essai")

    def handle(self, *, mail: str | None, **options: Any) -> None:
        points = dict(POINTS)
        if mail:
            points["courrier"] = lambda: POINTS["courrier"]() or _sent_to(mail)
        faults = 0
        for name, fault in _examined(points):
            faults += fault is not None
            self.stdout.write(
                f"{'à faire' if fault else 'bien':<8} {name:<20} {fault or ''}".rstrip()
            )
        if faults:
            raise CommandError(
                f"{faults} points sont à corriger." if faults > 1 else "1 point est à corriger."
            )
        self.stdout.write("Tout est en ordre.")


def _examined(points: dict[str, Callable[[], Fault]]) -> Iterator[tuple[str, Fault]]:
    """Each point; what prevents a point from being examined is its fault."""
    for name, examine in points.items():
        try:
            yield name, examine()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told and the others go on
            yield name, f"Ne s’examine pas ({type(error).__name__})\u00a0: {error}".splitlines()[0]


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def _missing_columns() -> list[str]:
    named = "SELECT table_name, column_name FROM information_schema.columns"
    with connection.cursor() as cursor:
        cursor.execute(f"{named} WHERE table_schema = current_schema()")
        there = set(cursor.fetchall())
    tables = [model._meta for model in apps.get_models(include_auto_created=True)]  # noqa: SLF001
    asked = {(one.db_table, field.column) for one in tables for field in one.local_concrete_fields}
    return sorted(f"{table}.{column}" for table, column in asked - there)


def _answers(ask: Callable[[], bool]) -> bool:
    try:
        return ask()
    except (OSError, RedisError):
        return False


def _sent_to(address: str) -> Fault:
    said = "Ce message d’essai est parti du Pass numérique\u00a0: le courrier fonctionne."
    EmailMessage("Essai du Pass numérique", said, to=[address]).send()
    return None
