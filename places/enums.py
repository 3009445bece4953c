"""The services of the national schema, whether a place moves, and the states of a qualification."""

from django.db.models import TextChoices


class Service(TextChoices):
    """Labels are those of the national schema of places v1.0.2, exactly."""

    PROCEDURES = "procedures", "Aide aux démarches administratives"
    DAILY_TOOLS = "daily_tools", "Maîtrise des outils numériques du quotidien"
    EMPLOYMENT = "employment", "Insertion professionnelle via le numérique"
    SAFETY = "safety", "Utilisation sécurisée du numérique"
    PARENTING = "parenting", "Parentalité et éducation avec le numérique"
    LEISURE = "leisure", "Loisirs et créations numériques"
    CULTURE = "culture", "Compréhension du monde numérique"
    ACCESS = "access", "Accès internet et matériel informatique"
    EQUIPMENT = "equipment", "Acquisition de matériel informatique à prix solidaire"


class Itinerance(TextChoices):
    FIXED = "fixed", "Fixe"
    ITINERANT = "itinerant", "Itinérant"


class QualificationState(TextChoices):
    """The state of a qualification on a day; computed, never stored."""

    COMING = "coming", "à venir"
    CURRENT = "current", "qualifié"
    ENDED = "ended", "terminée"
