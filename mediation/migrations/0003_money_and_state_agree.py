"""What is spent and what is redeemed are one thing: neither is ever written without the other."""

from django.db import migrations

# A redemption never grows after its commit, and a pass is worth what its programme says.
WITHIN = """
CREATE FUNCTION mediation_pass_within_redemption() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fact record;
BEGIN
  SELECT redemption.passes_count, programme.face_value,
         (SELECT count(*) FROM mediation_redeemedpass
          WHERE redemption_id = NEW.redemption_id) AS counted
    INTO fact
    FROM mediation_redemption redemption
    JOIN conventions_programme programme ON programme.id = redemption.programme_id
    WHERE redemption.id = NEW.redemption_id;
  IF fact.counted >= fact.passes_count OR NEW.value <> fact.face_value THEN
    RAISE EXCEPTION 'redemption: pass % for % is beyond it', NEW.pass_id, NEW.value
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redeemed_pass_within_redemption';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER redeemed_pass_within_redemption BEFORE INSERT ON mediation_redeemedpass
  FOR EACH ROW EXECUTE FUNCTION mediation_pass_within_redemption();
"""
UNDO_WITHIN = """
DROP TRIGGER redeemed_pass_within_redemption ON mediation_redeemedpass;
DROP FUNCTION mediation_pass_within_redemption();
"""
# A pass is spent, then paid, if and only if it is redeemed.
SPENT = """
CREATE FUNCTION mediation_pass_spent_by_redemption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM mediation_redeemedpass WHERE pass_id = NEW.id)
     <> (NEW.state IN ('spent', 'paid')) THEN
    RAISE EXCEPTION 'pass %: % does not follow its redemption', NEW.serial, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'pass_spent_by_redemption';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER pass_spent_by_redemption BEFORE UPDATE OF state ON distribution_pass
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state
    AND (OLD.state IN ('spent', 'paid') OR NEW.state IN ('spent', 'paid')))
  EXECUTE FUNCTION mediation_pass_spent_by_redemption();
CREATE FUNCTION mediation_redeemed_pass_is_spent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM distribution_pass
                 WHERE id = NEW.pass_id AND state IN ('spent', 'paid')) THEN
    RAISE EXCEPTION 'redemption: pass % is not spent', NEW.pass_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'redeemed_pass_is_spent';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER redeemed_pass_is_spent AFTER INSERT ON mediation_redeemedpass
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION mediation_redeemed_pass_is_spent();
"""
UNDO_SPENT = """
DROP TRIGGER redeemed_pass_is_spent ON mediation_redeemedpass;
DROP FUNCTION mediation_redeemed_pass_is_spent();
DROP TRIGGER pass_spent_by_redemption ON distribution_pass;
DROP FUNCTION mediation_pass_spent_by_redemption();
"""


class Migration(migrations.Migration):
    dependencies = [("mediation", "0002_redeemed_pass_allowed")]

    operations = [
        migrations.RunSQL(WITHIN, UNDO_WITHIN),
        migrations.RunSQL(SPENT, UNDO_SPENT),
    ]
