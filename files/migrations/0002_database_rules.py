"""What the database itself refuses of files."""

from django.db import migrations

from common.constraints import function, trigger

# A file is kept once in a place; it never changes, and is withdrawn rather than deleted.
FILES = [
    function(
        "files_file_is_kept",
        """
BEGIN
  RAISE EXCEPTION 'file: what is kept never changes'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'file_kept';
END
""",
    ),
    trigger(
        "file_kept",
        "BEFORE UPDATE ON files_file",
        calls="files_file_is_kept",
        when="""
    OLD.withdrawn_at IS NOT NULL OR
    to_jsonb(NEW) - 'withdrawn_at' - 'withdrawn_reason'
    IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at' - 'withdrawn_reason'""",
    ),
    trigger(
        "file_stays",
        "BEFORE DELETE ON files_file",
        calls="files_file_is_kept",
    ),
    trigger(
        "file_content_kept",
        "BEFORE UPDATE OR DELETE ON files_filecontent",
        calls="files_content_is_kept",
        body="""
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM files_file
      WHERE id = OLD.file_id AND withdrawn_at IS NOT NULL) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'file: its content is kept until it is withdrawn'
    USING ERRCODE = 'check_violation', CONSTRAINT = 'file_content_kept';
END
""",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("audit", "0002_database_rules")]

    operations = [
        *FILES,
    ]
