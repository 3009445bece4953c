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
OF_THE_LAST_AVENANT = """
[[conventions.avenants.corrections]]
subject = "no_signature"
reason = "C’était le projet."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-08
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-09

[[conventions.avenants.again]]
blocks = ["duration", "obligations"]
deliberation = "2023-204"
signed_on = 2023-03-25
effective_on = 2023-04-02

[[conventions.avenants.again.clauses]]
kind = "action_end"
value = 2024-03-31

[[conventions.avenants.again.obligations]]
title = "Rapport"
cadence = "once"
due_on = 2022-02-28
article = "6"
replaces = { title = "Rapport", due_on = 2022-02-28, article = "6", avenant = 2 }

"""
# Believed signed, then signed, then found never to have been: it is to be voted again.
SIGNED_TWICE = """
[[conventions]]
code = "deux-fois"
title = "Convention crue signée"
funder = "tiers"
deliberation = "2021-10"
signed_source = "un courrier"
effective_on = 2021-03-15

[[conventions.clauses]]
kind = "budget"
value = 1000

[[conventions.clauses]]
kind = "duration_months"
value = 12

[[conventions.obligations]]
title = "Bilan"
cadence = "once"
due_on = 2022-03-31
occurrences = [{ due_on = 2022-03-31, sent_on = 2022-03-30 }]

[[conventions.corrections]]
subject = "obligation"
reason = "Oubliée à la saisie."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-02
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-03

[[conventions.corrections.obligations]]
title = "Annuaire"
cadence = "once"
due_on = 2022-04-30
occurrences = [{ due_on = 2022-04-30, sent_on = 2022-04-28 }]

[[conventions.corrections]]
subject = "no_signature"
reason = "Le courrier parle d’une autre."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-04
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-05

[[conventions.again]]
deliberation = "2021-10"
voted_on = 2021-02-10
signed_on = 2021-05-03
signed_source = "l’exemplaire"
effective_on = 2021-05-04
effect_after_end = true

[[conventions.again.parties]]
organisation = "tiers"
quality = "funder"

[[conventions.again.clauses]]
kind = "action_end"
value = 2021-05-03

[[conventions.again.clauses]]
kind = "budget"
value = 2000

[[conventions.again.obligations]]
title = "Bilan"
cadence = "once"
due_on = 2022-05-31
responsible = "finances@essai.fr"
occurrences = [{ due_on = 2022-05-31, sent_on = 2022-05-30 }]

[[conventions.again.corrections]]
subject = "signature_day"
signed_on = 2021-05-02
effective_on = 2021-05-05
reason = "Le tampon dit le 2."
proposed_by = "gestion@essai.fr"
proposed_on = 2023-05-06
state = "approved"
decided_by = "finances@essai.fr"
decided_on = 2023-05-06

[[conventions.again.corrections]]
subject = "no_signature"
reason = "L’exemplaire n’engage personne."
proposed_by = "finances@essai.fr"
proposed_on = 2023-05-08
state = "approved"
decided_by = "gestion@essai.fr"
decided_on = 2023-05-09

[[conventions.again]]

[[conventions.again.clauses]]
kind = "budget"
value = 3000

[[conventions.avenants]]
number = 1
subject = "Abandonné avant"
is_abandoned = true

"""
# The header that follows the text of which each list is.
PLACES = {
    "[[conventions.avenants]]\nnumber = 1\n": OF_THE_CONVENTION,
    "[[conventions.avenants]]\nnumber = 3\n": OF_THE_SECOND_AVENANT,
    '[[conventions]]\ncode = "close"\n': OF_THE_LAST_AVENANT,
    '[[conventions]]\ncode = "projet"\n': OF_THE_CLOSED_CONVENTION + SIGNED_TWICE,
}


def with_corrections(text: str) -> str:
    for header, said in PLACES.items():
        before, found, after = text.partition(header)
        text = before.rstrip() + "\n" + said + found + after
    return text
