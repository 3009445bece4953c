"""What the database itself refuses of the redemptions."""

from django.db import migrations

from common.constraints import append_only, at_commit, trigger

# What is redeemed is never changed nor deleted, nor is a key once it is answered.
REDEMPTIONS = [
    append_only("mediation_redemption"),
    append_only("mediation_redeemedpass"),
    append_only("mediation_idempotencykey", when="OLD.status <> 0"),
]
# A key is inserted first and answered in the same transaction: none stays without an answer.
KEYS = [
    at_commit(
        "idempotency_key_answered",
        "AFTER INSERT ON mediation_idempotencykey",
        calls="mediation_key_is_answered",
        body="""
BEGIN
  IF EXISTS (SELECT 1 FROM mediation_idempotencykey WHERE id = NEW.id AND status = 0) THEN
    RAISE EXCEPTION 'key %: no answer', NEW.key
      USING ERRCODE = 'check_violation', CONSTRAINT = 'idempotency_key_answered';
  END IF;
  RETURN NULL;
END
""",
    ),
]
# A pass is spent active, handed out, inside its validity, at a qualified place, by another account
# than the one that handed it out.
ALLOWED = [
    trigger(
        "redeemed_pass_allowed",
        "BEFORE INSERT ON mediation_redeemedpass",
        calls="mediation_redeemed_pass_allowed",
        body="""
DECLARE fact record;
BEGIN
  SELECT pass.state AS pass_state, pass.programme_id = redemption.programme_id AS own,
         carnet.state AS carnet_state, hand_out.handed_on,
         hand_out.account_id = redemption.account_id AS by_one, lot.state AS lot_state,
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
    JOIN programmes_programme programme ON programme.id = redemption.programme_id
    LEFT JOIN distribution_handout hand_out ON hand_out.id = carnet.hand_out_id
    LEFT JOIN LATERAL (
      SELECT starts_on, ends_on FROM deliberations_calendar
      WHERE programme_id = redemption.programme_id AND in_force_on <= redemption.held_on
      ORDER BY in_force_on DESC LIMIT 1) calendar ON true
    WHERE redemption.id = NEW.redemption_id;
  IF NOT fact.own OR fact.lot_state <> 'active' OR fact.carnet_state <> 'handed_out'
     OR fact.handed_on IS NULL OR fact.handed_on > fact.held_on
     OR fact.by_one OR fact.pass_state NOT IN ('follows', 'spent') OR NOT fact.qualified
     OR fact.held_on < fact.valid_from OR fact.held_on > fact.valid_until
     OR fact.received_on > fact.valid_until + fact.tolerance_days
     OR fact.starts_on IS NULL OR fact.held_on < fact.starts_on
     OR fact.held_on > fact.ends_on THEN
    RAISE EXCEPTION 'redemption: pass % may not be spent', NEW.pass_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redeemed_pass_allowed';
  END IF;
  RETURN NEW;
END
""",
    ),
]
# A redemption has the passes, the amount and the carnet that it states, never grows after its
# commit, and a pass is worth what its programme says.
AMOUNTS = [
    at_commit(
        "redemption_adds_up",
        "AFTER INSERT ON mediation_redemption",
        calls="mediation_redemption_adds_up",
        body="""
DECLARE counted integer; total numeric;
BEGIN
  SELECT count(*), coalesce(sum(value), 0) INTO counted, total
    FROM mediation_redeemedpass WHERE redemption_id = NEW.id;
  IF counted <> NEW.passes_count OR total <> NEW.amount THEN
    RAISE EXCEPTION 'redemption %: % passes for %', NEW.receipt, counted, total
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redemption_adds_up';
  END IF;
  IF EXISTS (SELECT FROM mediation_redeemedpass redeemed
             JOIN distribution_pass pass ON pass.id = redeemed.pass_id
             WHERE redeemed.redemption_id = NEW.id AND pass.carnet_id <> NEW.carnet_id) THEN
    RAISE EXCEPTION 'redemption %: a pass of another carnet', NEW.receipt
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redemption_of_its_carnet';
  END IF;
  RETURN NULL;
END
""",
    ),
    trigger(
        "redeemed_pass_within_redemption",
        "BEFORE INSERT ON mediation_redeemedpass",
        calls="mediation_pass_within_redemption",
        body="""
DECLARE fact record;
BEGIN
  SELECT redemption.passes_count, programme.face_value,
         (SELECT count(*) FROM mediation_redeemedpass
          WHERE redemption_id = NEW.redemption_id) AS counted
    INTO fact
    FROM mediation_redemption redemption
    JOIN programmes_programme programme ON programme.id = redemption.programme_id
    WHERE redemption.id = NEW.redemption_id;
  IF fact.counted >= fact.passes_count OR NEW.value <> fact.face_value THEN
    RAISE EXCEPTION 'redemption: pass % for % is beyond it', NEW.pass_id, NEW.value
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redeemed_pass_within_redemption';
  END IF;
  RETURN NEW;
END
""",
    ),
]
# A pass is spent, then paid, if and only if it is redeemed.
SPENT = [
    trigger(
        "pass_spent_by_redemption",
        "BEFORE UPDATE OF state ON distribution_pass",
        calls="mediation_pass_spent_by_redemption",
        when="OLD.state IS DISTINCT FROM NEW.state"
        " AND (OLD.state IN ('spent', 'paid') OR NEW.state IN ('spent', 'paid'))",
        body="""
BEGIN
  IF EXISTS (SELECT FROM mediation_redeemedpass WHERE pass_id = NEW.id)
     <> (NEW.state IN ('spent', 'paid')) THEN
    RAISE EXCEPTION 'pass %: % does not follow its redemption', NEW.serial, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'pass_spent_by_redemption';
  END IF;
  RETURN NEW;
END
""",
    ),
    at_commit(
        "redeemed_pass_is_spent",
        "AFTER INSERT ON mediation_redeemedpass",
        calls="mediation_redeemed_pass_is_spent",
        body="""
BEGIN
  IF NOT EXISTS (SELECT FROM distribution_pass
                 WHERE id = NEW.pass_id AND state IN ('spent', 'paid')) THEN
    RAISE EXCEPTION 'redemption: pass % is not spent', NEW.pass_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redeemed_pass_is_spent';
  END IF;
  RETURN NULL;
END
""",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("mediation", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [*REDEMPTIONS, *KEYS, *ALLOWED, *AMOUNTS, *SPENT]
