"""Conventions: what was voted and agreed, what is due, and the money promised.

Owns: Programme, Participation, Calendar; Deliberation with Visa and Opinion; Convention, Avenant,
Party, Clause, Obligation; Occurrence, Proof, Reminder, CalendarFeed; Plan, BudgetLine, Commitment,
Subsidy, Payment; Attachment; Acceptance. Findings, differences and the State's rate are computed.
Reads: accounts. Is written by the floors above through `Commitment` only.

Refuses: two open avenants of a convention, a change of a text that is no longer a draft, a value in
a part that an avenant does not open, a vote or a signature to come, an end while an avenant is
open; a visa of a later vote; a commitment beyond what its line has available, a payment beyond its
subsidy, a plan that does not balance; a file that is not of the type it says; an acceptance without
a reason, or of a finding whose facts have changed.
"""
