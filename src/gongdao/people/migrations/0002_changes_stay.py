"""The record of changes is append-only: the database refuses to alter or remove a row."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION people_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'people_change is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER people_change_stays BEFORE UPDATE OR DELETE ON people_change
    FOR EACH ROW EXECUTE FUNCTION people_change_stays();
CREATE TRIGGER people_change_stays_whole BEFORE TRUNCATE ON people_change
    FOR EACH STATEMENT EXECUTE FUNCTION people_change_stays();
"""

BACKWARDS = """
DROP TRIGGER people_change_stays_whole ON people_change;
DROP TRIGGER people_change_stays ON people_change;
DROP FUNCTION people_change_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
