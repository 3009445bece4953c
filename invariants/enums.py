"""The rules that no row may break."""

from django.db.models import TextChoices


class Rule(TextChoices):
    """What is always true of the rows; its label names the rows that would contradict it."""

    STOCK = "stock", "dépôts dont le registre et les carnets diffèrent"
    SERIES = "series", "lots auxquels il manque un carnet ou un pass"
    SERVICE = "service", "carnets remis d’un lot qui n’est pas en service"
    SPENT = "spent", "pass dont l’état et l’encaissement se contredisent"
    HANDED_OUT = "handed_out", "pass utilisés d’un carnet qui n’est pas remis"
    GRANTED = "granted", "décisions dont il est remis plus de pass qu’accordé"
    REDEMPTIONS = "redemptions", "encaissements dont le nombre de pass est faux"
    FILES = "files", "pièces dont le contenu a changé"
    REPORTS = "reports", "rapports dont le document a changé"
