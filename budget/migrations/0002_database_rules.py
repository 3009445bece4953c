"""What the database itself refuses of budget."""

from django.db import migrations

from common.constraints import append_only, at_commit, function, keeps_folder, trigger

# A commitment is never changed nor deleted. At commit, what a line says is committed is what its
# commitments take, less what their releases give back; a constraint of the line holds it within
# its credit.
COMMITTED_BY_ROWS = "budget_committed_is_by_rows"
COMMITMENTS = [
    append_only("budget_commitment"),
    function(
        COMMITTED_BY_ROWS,
        """
DECLARE held bigint; said numeric; taken numeric; released numeric;
BEGIN
  IF TG_TABLE_NAME = 'budget_budgetline' THEN
    held := NEW.id;
  ELSIF TG_TABLE_NAME = 'budget_commitment' THEN
    held := NEW.line_id;
  ELSE
    SELECT line_id INTO held FROM budget_commitment WHERE id = NEW.commitment_id;
  END IF;
  SELECT committed INTO said FROM budget_budgetline WHERE id = held FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO taken FROM budget_commitment WHERE line_id = held;
  SELECT coalesce(sum(r.amount), 0) INTO released
    FROM budget_release r JOIN budget_commitment c ON c.id = r.commitment_id
    WHERE c.line_id = held;
  IF said <> taken - released THEN
    RAISE EXCEPTION 'budget line: % committed, % taken, % released', said, taken, released
      USING ERRCODE = 'check_violation', CONSTRAINT = 'committed_by_rows';
  END IF;
  RETURN NULL;
END
""",
    ),
    *[
        at_commit("committed_by_rows", event, calls=COMMITTED_BY_ROWS)
        for event in (
            "AFTER INSERT OR UPDATE OF committed ON budget_budgetline",
            "AFTER INSERT ON budget_commitment",
            "AFTER INSERT ON budget_release",
        )
    ],
]
# A release is never changed nor deleted. What is paid of a commitment and what is given back
# never exceed it: one function for both.
RELEASES = [
    append_only("budget_release"),
    function(
        "budget_within_commitment",
        """
DECLARE held bigint; taken numeric; paid numeric; released numeric;
BEGIN
  IF TG_TABLE_NAME = 'budget_release' THEN
    held := NEW.commitment_id;
  ELSE
    SELECT commitment_id INTO held FROM budget_subsidy WHERE id = NEW.subsidy_id;
  END IF;
  SELECT amount INTO taken FROM budget_commitment WHERE id = held FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO released FROM budget_release
    WHERE commitment_id = held;
  SELECT coalesce(sum(p.amount), 0) INTO paid
    FROM budget_subsidypayment p JOIN budget_subsidy s ON s.id = p.subsidy_id
    WHERE s.commitment_id = held;
  IF released + paid + NEW.amount > taken THEN
    RAISE EXCEPTION 'commitment: % given back, % paid and %, % taken',
      released, paid, NEW.amount, taken
      USING ERRCODE = 'check_violation', CONSTRAINT = 'within_commitment';
  END IF;
  RETURN NEW;
END
""",
    ),
    trigger(
        "within_commitment",
        "BEFORE INSERT ON budget_release",
        calls="budget_within_commitment",
    ),
]
# A payment of a subsidy is never changed nor deleted, is of what is left of its commitment, and is
# recorded by another person than who wrote the subsidy.
SUBSIDY_PAYMENTS = [
    append_only("budget_subsidypayment"),
    trigger(
        "within_commitment",
        "BEFORE INSERT ON budget_subsidypayment",
        calls="budget_within_commitment",
    ),
    function(
        "budget_paid_by_another",
        """
BEGIN
  IF EXISTS (SELECT FROM budget_subsidy
             WHERE id = NEW.subsidy_id AND written_by_id = NEW.recorded_by_id) THEN
    RAISE EXCEPTION 'subsidy %: paid by who wrote it', NEW.subsidy_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'paid_by_another';
  END IF;
  RETURN NEW;
END
""",
    ),
    trigger(
        "paid_by_another",
        "BEFORE INSERT ON budget_subsidypayment",
        calls="budget_paid_by_another",
    ),
]
# The files of a row stay with it.
FOLDERS = [*keeps_folder("budget_subsidy")]


class Migration(migrations.Migration):
    dependencies = [("budget", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        *COMMITMENTS,
        *RELEASES,
        *SUBSIDY_PAYMENTS,
        *FOLDERS,
    ]
