"""A pass is spent once, active, handed out, inside its validity, at a qualified place."""

from django.db import migrations

from common.constraints import append_only

ALLOWED = """
CREATE FUNCTION mediation_redeemed_pass_allowed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fact record;
BEGIN
  SELECT pass.state AS pass_state, pass.programme_id = redemption.programme_id AS own,
         carnet.state AS carnet_state, hand_out.handed_on, lot.state AS lot_state,
         orders.valid_from, orders.valid_until, programme.tolerance_days,
         redemption.held_on, redemption.received_on,
         calendar.starts_on, calendar.ends_on,
         EXISTS (SELECT 1 FROM places_qualification qualification
                 WHERE qualification.place_id = redemption.place_id
                   AND qualification.programme_id = redemption.programme_id
                   AND qualification.starts_on <= redemption.held_on
                   AND (qualification.ends_on IS NULL
                        OR qualification.ends_on >= redemption.held_on)) AS qualified
    INTO fact
    FROM mediation_redemption redemption
    JOIN distribution_pass pass ON pass.id = NEW.pass_id
    JOIN distribution_carnet carnet ON carnet.id = pass.carnet_id
    JOIN distribution_lot lot ON lot.id = carnet.lot_id
    JOIN distribution_order orders ON orders.id = lot.order_id
    JOIN conventions_programme programme ON programme.id = redemption.programme_id
    LEFT JOIN distribution_handout hand_out ON hand_out.id = carnet.hand_out_id
    LEFT JOIN LATERAL (
      SELECT starts_on, ends_on FROM conventions_calendar
      WHERE programme_id = redemption.programme_id AND in_force_on <= redemption.held_on
      ORDER BY in_force_on DESC LIMIT 1) calendar ON true
    WHERE redemption.id = NEW.redemption_id;
  IF NOT fact.own OR fact.lot_state <> 'active' OR fact.carnet_state <> 'handed_out'
     OR fact.handed_on IS NULL OR fact.handed_on > fact.held_on
     OR fact.pass_state NOT IN ('follows', 'spent') OR NOT fact.qualified
     OR fact.held_on < fact.valid_from OR fact.held_on > fact.valid_until
     OR fact.received_on > fact.valid_until + fact.tolerance_days
     OR fact.starts_on IS NULL OR fact.held_on < fact.starts_on
     OR fact.held_on > fact.ends_on THEN
    RAISE EXCEPTION 'redemption: pass % may not be spent', NEW.pass_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redeemed_pass_allowed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER redeemed_pass_allowed BEFORE INSERT ON mediation_redeemedpass
  FOR EACH ROW EXECUTE FUNCTION mediation_redeemed_pass_allowed();

CREATE FUNCTION mediation_redemption_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted integer; total numeric;
BEGIN
  SELECT count(*), coalesce(sum(value), 0) INTO counted, total
    FROM mediation_redeemedpass WHERE redemption_id = NEW.id;
  IF counted <> NEW.passes_count OR total <> NEW.amount THEN
    RAISE EXCEPTION 'redemption %: % passes for %', NEW.receipt, counted, total
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redemption_adds_up';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER redemption_adds_up AFTER INSERT ON mediation_redemption
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION mediation_redemption_adds_up();
"""
UNDO = """
DROP TRIGGER redemption_adds_up ON mediation_redemption;
DROP FUNCTION mediation_redemption_adds_up();
DROP TRIGGER redeemed_pass_allowed ON mediation_redeemedpass;
DROP FUNCTION mediation_redeemed_pass_allowed();
"""

# A key is inserted first and answered in the same transaction: none stays without an answer.
ANSWERED = """
CREATE FUNCTION mediation_key_is_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM mediation_idempotencykey WHERE id = NEW.id AND status = 0) THEN
    RAISE EXCEPTION 'key %: no answer', NEW.key
      USING ERRCODE = 'check_violation', CONSTRAINT = 'idempotency_key_answered';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER idempotency_key_answered AFTER INSERT ON mediation_idempotencykey
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION mediation_key_is_answered();
"""
UNDO_ANSWERED = """
DROP TRIGGER idempotency_key_answered ON mediation_idempotencykey;
DROP FUNCTION mediation_key_is_answered();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("mediation", "0001_initial"),
        ("audit", "0002_append_only"),
        ("distribution", "0002_ledger"),
    ]

    operations = [
        append_only("mediation_redemption"),
        append_only("mediation_redeemedpass"),
        append_only("mediation_idempotencykey", when="OLD.status <> 0"),
        migrations.RunSQL(ANSWERED, UNDO_ANSWERED),
        migrations.RunSQL(ALLOWED, UNDO),
    ]
