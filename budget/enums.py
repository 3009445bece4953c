"""Sections, nomenclatures and sides of a budget, and the codes of its findings."""

from django.db.models import TextChoices


class BudgetFinding(TextChoices):
    """The findings about a budget line."""

    PHASING = "phasing", "Phasage et autorisation"
    SECTION = "section", "Section et imputation"


class Section(TextChoices):
    INVESTMENT = "investment", "Investissement"
    FUNCTIONING = "functioning", "Fonctionnement"


class Norm(TextChoices):
    """The budget and accounting instruction that numbers a line."""

    M52 = "M52", "M52 (départements)"
    M57 = "M57", "M57"
    M71 = "M71", "M71 (régions)"


class Taxes(TextChoices):
    """Whether the amounts of a third party's budget include taxes."""

    INCLUDED = "ttc", "toutes taxes comprises (TTC)"
    EXCLUDED = "ht", "hors taxes (HT)"


class Side(TextChoices):
    CHARGE = "charge", "Dépense"
    RESOURCE = "resource", "Ressource"
