"""The situations that people declare, and the channels of their requests."""

from django.db.models import TextChoices


class Status(TextChoices):
    """What a person declares and proves; a category lists those it accepts."""

    RSA = "rsa", "Bénéficiaire du revenu de solidarité active (RSA)"
    ASE = "ase", "Jeune suivi par l’aide sociale à l’enfance (ASE)"
    PUPIL = "pupil", "Collégien"
    DISABILITY = "disability", "Personne en situation de handicap"
    JOBSEEKER = "jobseeker", "Demandeur d’emploi"
    INSERTION = "insertion", "En parcours d’insertion"
    TRAINEE = "trainee", "Stagiaire de la formation professionnelle"
    APPRENTICE = "apprentice", "En contrat d’apprentissage"
    PACEA = "pacea", "En PACEA avec une mission locale"
    CEJ = "cej", "En contrat d’engagement jeune"
    FINAL_YEAR_PRO = "final_year_pro", "En terminale de bac professionnel"
    FINAL_YEAR_CAP = "final_year_cap", "En dernière année de CAP"
    PRODUCTION_SCHOOL = "production_school", "En école de production"
    IAE = "iae", "Suivi par une structure d’insertion par l’activité économique"
    HEALTH_STUDENT = "health_student", "Étudiant des formations sanitaires et sociales"
    VOLUNTEER = "volunteer", "Bénévole d’une association"
    LYCEE_PUPIL = "lycee_pupil", "Lycéen repéré par un établissement partenaire"
    NONE = "none", "Aucune de ces situations"


class Channel(TextChoices):
    ACCOMPANIED = "accompanied", "Accompagnée par un prescripteur"
    ALONE = "alone", "Seule"


class ErasedFor(TextChoices):
    """Why the data of a person were erased: their time is over, or they asked (RGPD, art. 17).

    A person who asks chooses among reasons, so that no words of theirs are kept.
    """

    DUE = "due", "Fin de la durée de conservation"
    NOT_NEEDED = "not_needed", "Les données ne sont plus nécessaires (art. 17.1.a)"
    OBJECTION = "objection", "La personne s’oppose à leur emploi (art. 17.1.c)"
    WRONGLY_TAKEN = "wrongly_taken", "Les données ont été recueillies à tort (art. 17.1.d)"
