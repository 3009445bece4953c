"""What is committed may be given back to its line, whole or in part."""

import uuid

import django.db.models.deletion
from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models

import common.fields
from common.constraints import append_only

# Checked at the end of the transaction: what is taken and given back at once counts for its rest.
WITHIN_LINE = """
DROP TRIGGER commitment_within_line ON conventions_commitment;
DROP FUNCTION conventions_commitment_within_line();
CREATE FUNCTION conventions_commitment_within_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE credit numeric; taken numeric; released numeric;
BEGIN
  SELECT available INTO credit FROM conventions_budgetline
    WHERE id = NEW.line_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO taken FROM conventions_commitment
    WHERE line_id = NEW.line_id;
  SELECT coalesce(sum(r.amount), 0) INTO released
    FROM conventions_release r JOIN conventions_commitment c ON c.id = r.commitment_id
    WHERE c.line_id = NEW.line_id;
  IF taken - released > credit THEN
    RAISE EXCEPTION 'commitment: % less %, % on the line', taken, released, credit
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commitment_within_line';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER commitment_within_line AFTER INSERT ON conventions_commitment
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION conventions_commitment_within_line();
"""
UNDO_WITHIN_LINE = """
DROP TRIGGER commitment_within_line ON conventions_commitment;
DROP FUNCTION conventions_commitment_within_line();
CREATE FUNCTION conventions_commitment_within_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE credit numeric; already numeric;
BEGIN
  SELECT available INTO credit FROM conventions_budgetline
    WHERE id = NEW.line_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO already FROM conventions_commitment
    WHERE line_id = NEW.line_id;
  IF already + NEW.amount > credit THEN
    RAISE EXCEPTION 'commitment: % + %, % on the line', already, NEW.amount, credit
      USING ERRCODE = 'check_violation', CONSTRAINT = 'commitment_within_line';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER commitment_within_line BEFORE INSERT ON conventions_commitment
  FOR EACH ROW EXECUTE FUNCTION conventions_commitment_within_line();
"""
# One function for both: what is paid of a commitment and what is given back never exceed it.
WITHIN_COMMITMENT = """
DROP TRIGGER payments_within_subsidy ON conventions_subsidypayment;
DROP FUNCTION conventions_payments_within_subsidy();
CREATE FUNCTION conventions_within_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint; taken numeric; paid numeric; released numeric;
BEGIN
  IF TG_TABLE_NAME = 'conventions_release' THEN
    held := NEW.commitment_id;
  ELSE
    SELECT commitment_id INTO held FROM conventions_subsidy WHERE id = NEW.subsidy_id;
  END IF;
  SELECT amount INTO taken FROM conventions_commitment WHERE id = held FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO released FROM conventions_release
    WHERE commitment_id = held;
  SELECT coalesce(sum(p.amount), 0) INTO paid
    FROM conventions_subsidypayment p JOIN conventions_subsidy s ON s.id = p.subsidy_id
    WHERE s.commitment_id = held;
  IF released + paid + NEW.amount > taken THEN
    RAISE EXCEPTION 'commitment: % given back, % paid and %, % taken',
      released, paid, NEW.amount, taken
      USING ERRCODE = 'check_violation', CONSTRAINT = 'within_commitment';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER within_commitment BEFORE INSERT ON conventions_release
  FOR EACH ROW EXECUTE FUNCTION conventions_within_commitment();
CREATE TRIGGER within_commitment BEFORE INSERT ON conventions_subsidypayment
  FOR EACH ROW EXECUTE FUNCTION conventions_within_commitment();
"""
UNDO_WITHIN_COMMITMENT = """
DROP TRIGGER within_commitment ON conventions_subsidypayment;
DROP TRIGGER within_commitment ON conventions_release;
DROP FUNCTION conventions_within_commitment();
CREATE FUNCTION conventions_payments_within_subsidy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE granted numeric; already numeric;
BEGIN
  SELECT amount INTO granted FROM conventions_subsidy
    WHERE id = NEW.subsidy_id FOR NO KEY UPDATE;
  SELECT coalesce(sum(amount), 0) INTO already FROM conventions_subsidypayment
    WHERE subsidy_id = NEW.subsidy_id;
  IF already + NEW.amount > granted THEN
    RAISE EXCEPTION 'subsidy payment: % + %, % granted', already, NEW.amount, granted
      USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_within_subsidy';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payments_within_subsidy BEFORE INSERT ON conventions_subsidypayment
  FOR EACH ROW EXECUTE FUNCTION conventions_payments_within_subsidy();
"""


class Migration(migrations.Migration):
    dependencies = [("conventions", "0016_an_abandoned_avenant_is_written_again")]

    operations = [
        migrations.AddField(
            model_name="commitment",
            name="public_id",
            # Made by the database, row by row, for the commitments that are there already.
            field=models.UUIDField(
                default=uuid.uuid4, db_default=RandomUUID(), editable=False, unique=True
            ),
        ),
        migrations.AlterField(
            model_name="commitment",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("released_on", models.DateField(verbose_name="dégagé le")),
                ("amount", common.fields.EuroField(verbose_name="montant")),
                ("reason", models.CharField(max_length=200, verbose_name="motif")),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="conventions.commitment",
                    ),
                ),
            ],
            options={"verbose_name": "dégagement"},
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="release_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                fields=("commitment", "released_on", "amount", "reason"), name="release_unique"
            ),
        ),
        append_only("conventions_release"),
        migrations.RunSQL(WITHIN_LINE, UNDO_WITHIN_LINE),
        migrations.RunSQL(WITHIN_COMMITMENT, UNDO_WITHIN_COMMITMENT),
    ]
