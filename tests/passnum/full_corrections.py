"""The corrections of a file that has every key of the format, and where each list stands."""

STAFF = "gestion@essai.fr", "finances@essai.fr"
OTHER_WAY, ALONE = STAFF[::-1], STAFF[:1] * 2


def decided(reason, proposed_on, decided_on, *, by=STAFF, state="approved"):
    """Why, by whom and on which days of May 2023 it was proposed, then decided."""
    return f"""reason = "{reason}"
proposed_by = "{by[0]}"
proposed_on = 2023-05-0{proposed_on}
state = "{state}"
decided_by = "{by[1]}"
decided_on = 2023-05-0{decided_on}"""


OF_THE_CONVENTION = f"""
[[conventions.corrections]]
subject = "clause"
kind = "budget"
{decided("Lu 550 000 au lieu de 560 000.", 2, 3)}
clauses = [{{ kind = "budget", value = 560000, article = "3" }}]

[[conventions.corrections]]
subject = "clause"
kind = "budget"
{decided("C’est 565 000.", 4, 4, by=OTHER_WAY)}
clauses = [{{ kind = "budget", value = 565000, article = "3" }}]

[[conventions.corrections]]
subject = "clause"
kind = "duration_months"
{decided("Le texte ne dit aucune durée.", 2, 3)}

[[conventions.corrections]]
subject = "signature_day"
signed_on = 2021-03-11
effective_on = 2021-03-13
{decided("L’article 8 dit le surlendemain.", 2, 5)}

[[conventions.corrections]]
subject = "obligation"
corrects = {{ title = "Rapport", due_on = 2022-01-31 }}
{decided("Le rapport est annuel, et dû en février.", 2, 6)}

[[conventions.corrections.obligations]]
title = "Rapport annuel"
cadence = "once"
due_on = 2022-02-15

[[conventions.corrections]]
subject = "obligation"
{decided("Oubliée à la saisie.", 2, 6)}

[[conventions.corrections.obligations]]
title = "Annuaire"
cadence = "once"
due_on = 2022-03-31
responsible = "gestion@essai.fr"
occurrences = [{{ due_on = 2022-03-31, sent_on = 2022-03-30, proofs = [
  {{ kind = "sent", on = 2022-03-30, who = "ANCT" }},
] }}]

[[conventions.corrections]]
subject = "parties"
{decided("Le département signe seul.", 6, 7, state="refused")}
parties = [{{ organisation = "departement", quality = "holder" }}]

[[conventions.corrections]]
subject = "no_signature"
{decided("Cru non signé.", 6, 8, by=ALONE, state="withdrawn")}

[[conventions.corrections]]
subject = "clause"
kind = "budget"
reason = "C’est 575 000."
proposed_by = "finances@essai.fr"
proposed_on = 2023-05-09
state = "proposed"
clauses = [{{ kind = "budget", value = 575000 }}]

"""
OF_THE_SECOND_AVENANT = f"""
[[conventions.avenants.corrections]]
subject = "obligation"
corrects = {{ title = "Comité trimestriel", article = "7" }}
{decided("Le compte rendu a un destinataire.", 2, 6)}

[[conventions.avenants.corrections.obligations]]
title = "Comité de pilotage"
article = "7"
cadence = "quarterly"
offset_days = 20
met_by = "quarterly_report"
addressee = "ANCT"
replaces = {{ title = "Comité" }}

[[conventions.avenants.corrections]]
subject = "parties"
{decided("Le département signe aussi.", 6, 7)}
parties = [
  {{ organisation = "tiers", quality = "funder" }},
  {{ organisation = "departement", quality = "holder" }},
]

[[conventions.avenants.corrections]]
subject = "signature_day"
signed_on = 2023-03-21
effective_on = 2023-04-01
{decided("Le tampon dit le 21.", 6, 7)}

"""
OF_THE_CLOSED_CONVENTION = f"""
[[conventions.corrections]]
subject = "signature_day"
signed_on = 2021-02-20
effective_on = 2021-03-02
{decided("L’exemplaire signé est retrouvé.", 2, 5)}

"""
OF_THE_LAST_AVENANT = f"""
[[conventions.avenants.corrections]]
subject = "no_signature"
{decided("C’était le projet.", 8, 9)}

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
replaces = {{ title = "Rapport", due_on = 2022-02-28, article = "6", avenant = 2 }}

"""
# Believed signed, then signed, then found never to have been: it is to be voted again.
SIGNED_TWICE = f"""
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
occurrences = [{{ due_on = 2022-03-31, sent_on = 2022-03-30 }}]

[[conventions.corrections]]
subject = "obligation"
{decided("Oubliée à la saisie.", 2, 3)}

[[conventions.corrections.obligations]]
title = "Annuaire"
cadence = "once"
due_on = 2022-04-30
occurrences = [{{ due_on = 2022-04-30, sent_on = 2022-04-28 }}]

[[conventions.corrections]]
subject = "no_signature"
{decided("Le courrier parle d’une autre.", 4, 5)}

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
occurrences = [{{ due_on = 2022-05-31, sent_on = 2022-05-30 }}]

[[conventions.again.corrections]]
subject = "signature_day"
signed_on = 2021-05-02
effective_on = 2021-05-05
{decided("Le tampon dit le 2.", 6, 6)}

[[conventions.again.corrections]]
subject = "no_signature"
{decided("L’exemplaire n’engage personne.", 8, 9, by=OTHER_WAY)}

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
