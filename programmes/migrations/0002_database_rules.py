"""What the database itself refuses of the roles held in the structures of a programme."""

from django.db import migrations

from common.constraints import trigger


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("accounts", "0002_database_rules")]

    operations = [
        # Both roles of the field in one structure, where each programme in which it hands out and
        # redeems lets it. The rows of these programmes do not change meanwhile.
        trigger(
            "membership_roles_held_together",
            "BEFORE INSERT OR UPDATE OF user_id, organisation_id, role, state"
            " ON accounts_membership",
            calls="programmes_membership_of_both_roles",
            when="NEW.state IN ('proposed', 'in_use') AND NEW.role IN ('distributor', 'mediator')",
            body="""
DECLARE allowed boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM accounts_membership
                 WHERE user_id = NEW.user_id AND id <> NEW.id AND state IN ('proposed', 'in_use')
                   AND role IN ('distributor', 'mediator') AND role <> NEW.role) THEN
    RETURN NEW;
  END IF;
  SELECT bool_and(allows_holding_both) INTO allowed
    FROM (SELECT allows_holding_both FROM programmes_programme programme
          WHERE (SELECT count(*) FROM programmes_participation
                 WHERE programme_id = programme.id AND organisation_id = NEW.organisation_id) = 2
          FOR SHARE) does_both;
  IF allowed IS NOT TRUE THEN
    RAISE EXCEPTION 'membership: % is kept apart from another role of this person', NEW.role
      USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_roles_held_together';
  END IF;
  RETURN NEW;
END
""",
        ),
    ]
