"""Kinds and states of reports, and the French names of the acts in the journal."""

from django.db.models import TextChoices


class ReportKind(TextChoices):
    """Which report, for which funder."""

    ANCT_QUARTERLY = "anct_quarterly", "Point trimestriel"


class ReportState(TextChoices):
    """How far a report is made."""

    TO_PRODUCE = "to_produce", "À produire"
    IN_PROGRESS = "in_progress", "En préparation"
    READY = "ready", "Prêt"
    FAILED = "failed", "En échec"


REPORT_MOVES = {
    ReportState.TO_PRODUCE: {ReportState.IN_PROGRESS},
    ReportState.IN_PROGRESS: {
        ReportState.READY,
        ReportState.FAILED,
        ReportState.TO_PRODUCE,
        ReportState.IN_PROGRESS,
    },
    ReportState.READY: set(),
    ReportState.FAILED: {ReportState.TO_PRODUCE},
}


class AlertKind(TextChoices):
    """What somebody else has a look at."""

    GRANTS = "grants", "Beaucoup de pass accordés par un compte"
    AMOUNT = "amount", "Montant à relire par une seconde personne"
    WRONG_CODES = "wrong_codes", "Codes de pass refusés"
    REFUSED_PLACE = "refused_place", "Lieu refusé"
    BOTH_ROLES = "both_roles", "Une personne distributeur et médiateur"
    SAME_STRUCTURE = "same_structure", "Carnet remis et encaissé dans une même structure"


# What each verb of the journal is called on its page.
VERB_LABELS = {
    "file.added": "Pièce ajoutée",
    "file.withdrawn": "Pièce retirée",
    "alert.seen": "Point à surveiller vu",
    "avenant.abandoned": "Avenant abandonné",
    "avenant.drafted": "Projet d’avenant saisi",
    "avenant.edited": "Projet d’avenant modifié",
    "avenant.signed": "Avenant signé",
    "avenant.vote_withdrawn": "Vote d’un avenant retiré",
    "avenant.voted": "Avenant voté",
    "avenant.written": "Partie d’un avenant écrite",
    "budget_line.committed": "Crédits engagés",
    "budget_line.edited": "Ligne budgétaire modifiée",
    "budget_line.recorded": "Ligne budgétaire saisie",
    "budget_line.released": "Crédits dégagés",
    "calendar.set": "Calendrier saisi",
    "category.recorded": "Public saisi",
    "convention.closed": "Convention close",
    "convention.day_said": "Jour de signature indiqué",
    "avenant.day_said": "Jour de signature indiqué",
    "convention.discarded": "Projet de convention supprimé",
    "convention.drafted": "Projet de convention saisi",
    "convention.edited": "Projet de convention modifié",
    "convention.planned": "Échéances calculées",
    "convention.signed": "Convention signée",
    "convention.terminated": "Convention résiliée",
    "convention.vote_withdrawn": "Vote d’une convention retiré",
    "convention.voted": "Convention votée",
    "convention.written": "Partie d’une convention écrite",
    "correction.approved": "Correction approuvée",
    "correction.proposed": "Correction proposée",
    "correction.refused": "Correction refusée",
    "correction.withdrawn": "Correction retirée",
    "decision.taken": "Décision prise",
    "deliberation.edited": "Délibération corrigée",
    "deliberation.recorded": "Délibération saisie",
    "deliberation.tied": "Délibération rattachée",
    "deliberation.untied": "Rattachement repris",
    "depot.opened": "Dépôt ouvert",
    "depot.renamed": "Dépôt renommé",
    "depot.closed": "Dépôt fermé",
    "depot.opened_again": "Dépôt rouvert",
    "device.added": "Appareil ajouté",
    "device.revoked": "Appareil révoqué",
    "expense.recorded": "Dépense saisie",
    "factor_reset.confirmed": "Retrait d’un second facteur confirmé",
    "factor_reset.proposed": "Retrait d’un second facteur proposé",
    "factor_reset.refused": "Retrait d’un second facteur refusé",
    "feed.opened": "Adresse d’agenda créée",
    "feed.revoked": "Adresse d’agenda révoquée",
    "finding.accepted": "Écart accepté",
    "finding.reopened": "Acceptation d’un écart retirée",
    "funding_key.assigned": "Clé de financement ajoutée",
    "funding_key.withdrawn": "Clé de financement retirée",
    "hand_out.made": "Carnets remis",
    "lot.proposed": "Mandat d’un lot proposé",
    "lot.declined": "Mandat d’un lot écarté",
    "lot.activated": "Lot activé",
    "lot.delivered": "Lot livré",
    "lot.followed": "Étape d’un lot avant sa livraison",
    "lot.cancelled": "Lot annulé",
    "print_file.proposed": "Fichier d’impression demandé",
    "print_file.confirmed": "Fichier d’impression confirmé",
    "print_file.withdrawn": "Fichier d’impression annulé",
    "print_file.taken": "Fichier d’impression téléchargé",
    "membership.confirmed": "Rôle confirmé",
    "membership.ended": "Rôle terminé",
    "membership.granted": "Rôle donné",
    "membership.proposed": "Rôle proposé",
    "membership.refused": "Rôle refusé",
    "obligation.assigned": "Obligation confiée",
    "obligation.member_named": "Membre désigné",
    "occurrence.assigned": "Échéance confiée",
    "occurrence.prepared": "Échéance prête",
    "occurrence.proved": "Justificatif ajouté",
    "occurrence.reminded": "Rappel envoyé",
    "occurrence.resumed": "Échéance reprise",
    "occurrence.sent": "Échéance envoyée ou faite",
    "occurrence.waived": "Échéance dispensée",
    "order.created": "Commande saisie",
    "order.cost_committed": "Coût d’une commande engagé",
    "organisation.added": "Organisation ajoutée",
    "organisation.edited": "Mentions légales changées",
    "payment.recorded": "Paiement rapproché d’une convention",
    "establishment.edited": "Établissement renseigné",
    "establishment.recorded": "Établissement ajouté",
    "person.copied": "Copie de ses données remise à une personne",
    "person.erased": "Données d’une personne effacées",
    "person.known": "Personne déjà connue signalée",
    "person.read": "Fiche d’une personne lue",
    "person.registered": "Personne enregistrée",
    "place.added": "Lieu ajouté",
    "place.qualification_ended": "Qualification terminée",
    "place.edited": "Lieu modifié",
    "place.qualified": "Lieu qualifié",
    "plan.edited": "Plan de financement modifié",
    "plan.recorded": "Plan de financement saisi",
    "programme.created": "Programme créé",
    "programme_file.loaded": "Fichier de programme chargé",
    "programme_file.proposed": "Fichier de programme déposé",
    "programme_file.withdrawn": "Fichier de programme retiré",
    "programme.edited": "Paramètres d’un programme changés",
    "programme.joined": "Participation au programme",
    "redemption.recorded": "Pass encaissés",
    "reglement.edited": "Version du règlement corrigée",
    "reglement.ended": "Fin d’une version du règlement déplacée",
    "reglement.recorded": "Version du règlement saisie",
    "reglement.removed": "Version du règlement retirée",
    "report.failed": "Rapport en échec",
    "report.sent": "Rapport envoyé",
    "report.produced": "Rapport produit",
    "report.requested": "Rapport demandé",
    "report.taken": "Rapport mis en préparation",
    "saved_filter.made": "Filtres enregistrés",
    "saved_filter.removed": "Filtres enregistrés retirés",
    "saved_filter.renamed": "Filtres enregistrés renommés",
    "stock.loss": "Carnets perdus ou volés",
    "stock.reversal": "Mouvement de stock annulé",
    "stock.transfer": "Carnets transférés",
    "structure.opened": "Structure ouverte",
    "subsidy.edited": "Subvention corrigée",
    "subsidy.paid": "Subvention payée",
    "subsidy.recorded": "Subvention saisie",
    "subsidy.reported": "Bilan de subvention reçu",
    "shipment.cancelled": "Envoi annulé",
    "shipment.received": "Envoi compté à l’arrivée",
    "shipment.sent": "Carnets envoyés",
    "shipment.settled": "Reste d’un envoi réglé",
    "sign_ins.ended": "Connexions terminées",
    "user.added": "Compte ajouté",
    "user.closed": "Compte fermé",
    "user.opened_again": "Compte rouvert",
    "user.codes_refused": "Codes de second facteur refusés",
    "user.factor_added": "Second facteur ajouté",
    "user.factor_removed": "Second facteur retiré",
    "user.identity_linked": "Identité ProConnect reliée",
    "user.identity_unlinked": "Identité ProConnect retirée",
    "user.email_changed": "Adresse électronique d’un compte changée",
    "user.password_chosen": "Mot de passe choisi",
    "user.recovery_codes_made": "Codes de secours refaits",
    "user.signed_in": "Connexion",
    "user.signed_out": "Déconnexion",
}
