"""What the database itself refuses of the roles of one person."""

from django.db import migrations

from common.constraints import trigger

OTHERS = "'manager', 'distributor', 'mediator', 'regisseur', 'comptable', 'finance'"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        # accounts.enums.SEPARATIONS says why; a test compares each pair. Of both roles of the field
        # in one structure, the programmes decide (programmes.0002_database_rules).
        trigger(
            "membership_roles_apart",
            "BEFORE INSERT OR UPDATE OF user_id, organisation_id, role, state ON accounts_membership",
            calls="accounts_membership_keeps_roles_apart",
            when="NEW.state IN ('proposed', 'in_use')",
            body=f"""
DECLARE apart text[] := CASE NEW.role
  WHEN 'administrator' THEN ARRAY[{OTHERS}, 'auditor']
  WHEN 'auditor' THEN ARRAY[{OTHERS}, 'administrator']
  WHEN 'distributor' THEN ARRAY['mediator', 'administrator', 'auditor']
  WHEN 'mediator' THEN ARRAY['distributor', 'manager', 'regisseur', 'comptable',
                             'administrator', 'auditor']
  WHEN 'manager' THEN ARRAY['mediator', 'comptable', 'regisseur', 'administrator', 'auditor']
  WHEN 'finance' THEN ARRAY['comptable', 'regisseur', 'administrator', 'auditor']
  WHEN 'comptable' THEN ARRAY['manager', 'mediator', 'finance', 'regisseur',
                              'administrator', 'auditor']
  WHEN 'regisseur' THEN ARRAY['manager', 'mediator', 'finance', 'comptable',
                              'administrator', 'auditor']
  ELSE ARRAY[]::text[] END;
BEGIN
  PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM accounts_membership
             WHERE user_id = NEW.user_id AND id <> NEW.id AND state IN ('proposed', 'in_use')
               AND role = ANY (apart)
               AND NOT (organisation_id = NEW.organisation_id
                        AND role IN ('distributor', 'mediator')
                        AND NEW.role IN ('distributor', 'mediator'))) THEN
    RAISE EXCEPTION 'membership: % is kept apart from another role of this person', NEW.role
      USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_roles_apart';
  END IF;
  RETURN NEW;
END
""",
        ),
    ]
