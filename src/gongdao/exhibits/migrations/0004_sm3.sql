-- The second digest of a content is filled in once; nothing else of its row ever changes.

CREATE FUNCTION exhibits_exhibit_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sm3 = '' AND NEW.sm3 <> '' AND to_jsonb(NEW) - 'sm3' = to_jsonb(OLD) - 'sm3' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: evidence and its custody are kept.', TG_OP, TG_TABLE_NAME);
END $$;

DROP TRIGGER exhibits_exhibit_keep ON exhibits_exhibit;
CREATE TRIGGER exhibits_exhibit_keep BEFORE DELETE ON exhibits_exhibit
    FOR EACH STATEMENT EXECUTE FUNCTION exhibits_keep();
CREATE TRIGGER exhibits_exhibit_fill BEFORE UPDATE ON exhibits_exhibit
    FOR EACH ROW EXECUTE FUNCTION exhibits_exhibit_fill();
