-- The record of who changed what is only ever added to.

CREATE FUNCTION people_change_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: who changed what is kept.', TG_OP, TG_TABLE_NAME),
        HINT = 'Correct it by a further change, through people.actions.';
END $$;

CREATE TRIGGER people_change_keep BEFORE UPDATE OR DELETE ON people_change
    FOR EACH STATEMENT EXECUTE FUNCTION people_change_keep();
CREATE TRIGGER people_change_no_truncate BEFORE TRUNCATE ON people_change
    FOR EACH STATEMENT EXECUTE FUNCTION people_change_keep();
