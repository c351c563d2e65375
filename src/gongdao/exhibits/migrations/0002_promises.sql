-- Custody is only ever added to; a content row never changes and is never lost.

CREATE FUNCTION exhibits_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: evidence and its custody are kept.', TG_OP, TG_TABLE_NAME);
END $$;

CREATE TRIGGER exhibits_custody_keep BEFORE UPDATE OR DELETE ON exhibits_custody
    FOR EACH STATEMENT EXECUTE FUNCTION exhibits_keep();
CREATE TRIGGER exhibits_custody_no_truncate BEFORE TRUNCATE ON exhibits_custody
    FOR EACH STATEMENT EXECUTE FUNCTION exhibits_keep();
CREATE TRIGGER exhibits_exhibit_keep BEFORE UPDATE OR DELETE ON exhibits_exhibit
    FOR EACH STATEMENT EXECUTE FUNCTION exhibits_keep();
CREATE TRIGGER exhibits_exhibit_no_truncate BEFORE TRUNCATE ON exhibits_exhibit
    FOR EACH STATEMENT EXECUTE FUNCTION exhibits_keep();
