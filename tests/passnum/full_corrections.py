"""The corrections of a file that has every key of the format, and where each list stands."""

OF_THE_CONVENTION = """
[[conventions.corrections]]
subject = "clause"
kind = "budget"
reason = "Lu 550 000 au lieu de 560 000."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-02
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-03
clauses = [{ kind = "budget", value = 560000, article = "3" }]

[[conventions.corrections]]
subject = "clause"
kind = "budget"
reason = "C’est 565 000."
proposed_by = "finances@essai.fr"
proposed_on = 2023-05-04
state = "approved"
decided_by = "gestion@essai.fr"
decided_on = 2023-05-04
clauses = [{ kind = "budget", value = 565000, article = "3" }]

[[conventions.corrections]]
subject = "clause"
kind = "duration_months"
reason = "Le texte ne dit aucune durée."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-02
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-03

[[conventions.corrections]]
subject = "signature_day"
signed_on = 2021-03-11
effective_on = 2021-03-13
reason = "L’article 8 dit le surlendemain."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-02
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-05

[[conventions.corrections]]
subject = "obligation"
corrects = { title = "Rapport", due_on = 2022-01-31 }
reason = "Le rapport est annuel, et dû en février."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-02
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-06

[[conventions.corrections.obligations]]
title = "Rapport annuel"
cadence = "once"
due_on = 2022-02-15

[[conventions.corrections]]
subject = "obligation"
reason = "Oubliée à la saisie."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-02
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-06

[[conventions.corrections.obligations]]
title = "Annuaire"
cadence = "once"
due_on = 2022-03-31
responsible = "gestion@essai.fr"
occurrences = [{ due_on = 2022-03-31, sent_on = 2022-03-30, proofs = [
  { kind = "sent", on = 2022-03-30, who = "ANCT" },
] }]

[[conventions.corrections]]
subject = "parties"
reason = "Le département signe seul."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-06
state = "refused"
decided_by = "finances@essai.fr"
decided_on = 2023-05-07
parties = [{ organisation = "departement", quality = "holder" }]

[[conventions.corrections]]
subject = "no_signature"
reason = "Cru non signé."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-06
state = "withdrawn"
decided_by = "gestion@essai.fr"
decided_on = 2023-05-08

[[conventions.corrections]]
subject = "clause"
kind = "budget"
reason = "C’est 575 000."
proposed_by = "finances@essai.fr"
proposed_on = 2023-05-09
state = "proposed"
clauses = [{ kind = "budget", value = 575000 }]

"""
OF_THE_SECOND_AVENANT = """
[[conventions.avenants.corrections]]
subject = "obligation"
corrects = { title = "Comité trimestriel", article = "7" }
reason = "Le compte rendu a un destinataire."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-02
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-06

[[conventions.avenants.corrections.obligations]]
title = "Comité de pilotage"
article = "7"
cadence = "quarterly"
offset_days = 20
met_by = "quarterly_report"
addressee = "ANCT"
replaces = { title = "Comité" }

[[conventions.avenants.corrections]]
subject = "parties"
reason = "Le département signe aussi."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-06
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-07
parties = [
  { organisation = "tiers", quality = "funder" },
  { organisation = "departement", quality = "holder" },
]

[[conventions.avenants.corrections]]
subject = "signature_day"
signed_on = 2023-03-21
effective_on = 2023-04-01
reason = "Le tampon dit le 21."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-06
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-07

"""
OF_THE_CLOSED_CONVENTION = """
[[conventions.corrections]]
subject = "signature_day"
signed_on = 2021-02-20
effective_on = 2021-03-02
reason = "L’exemplaire signé est retrouvé."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-02
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-05

"""
# The header that follows the text of which each list is.
PLACES = {
    "[[conventions.avenants]]\nnumber = 1\n": OF_THE_CONVENTION,
    "[[conventions.avenants]]\nnumber = 3\n": OF_THE_SECOND_AVENANT,
    '[[conventions]]\ncode = "projet"\n': OF_THE_CLOSED_CONVENTION,
}


def with_corrections(text: str) -> str:
    for header, said in PLACES.items():
        before, found, after = text.partition(header)
        text = before.rstrip() + "\n" + said + found + after
    return text
