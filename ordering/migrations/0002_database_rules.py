"""What the database itself refuses of the steps of a lot."""

from django.db import migrations

from common.constraints import append_only, trigger

STEPS = [
    append_only("ordering_step"),
    # A proof is approved or refused by another person than who received it.
    trigger(
        "step_proof_seen_by_two",
        "BEFORE INSERT ON ordering_step",
        calls="ordering_proof_is_seen_by_two",
        when="NEW.kind IN ('approved', 'refused') AND NEW.taken_by_id IS NOT NULL",
        body="""
BEGIN
  IF EXISTS (
    SELECT 1 FROM ordering_step proof
    WHERE proof.lot_id = NEW.lot_id AND proof.position = NEW.position - 1
      AND proof.taken_by_id = NEW.taken_by_id) THEN
    RAISE EXCEPTION 'proof of lot %: answered by who received it', NEW.lot_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'step_proof_seen_by_two';
  END IF;
  RETURN NEW;
END
""",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("ordering", "0001_initial"), ("audit", "0002_database_rules")]

    operations = STEPS
