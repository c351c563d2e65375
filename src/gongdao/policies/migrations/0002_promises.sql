-- A published version stands: it is never changed, never removed, and no two are in force on one day.

CREATE FUNCTION policies_version_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: a published policy version stands.', TG_OP, TG_TABLE_NAME),
        HINT = 'Publish a further version.';
END $$;

CREATE TRIGGER policies_version_keep BEFORE UPDATE OR DELETE ON policies_version
    FOR EACH STATEMENT EXECUTE FUNCTION policies_version_keep();
CREATE TRIGGER policies_version_no_truncate BEFORE TRUNCATE ON policies_version
    FOR EACH STATEMENT EXECUTE FUNCTION policies_version_keep();

-- A version without a last day gives way to the next one; one with a last day keeps every day up to it.
CREATE FUNCTION policies_version_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    other record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('gongdao:policy:' || NEW.policy));
    SELECT version, since, until INTO other FROM policies_version
        WHERE policy = NEW.policy AND version <> NEW.version AND (
            (since <= NEW.since AND until IS NOT NULL AND until >= NEW.since)
            OR (NEW.since <= since AND NEW.until IS NOT NULL AND NEW.until >= since)
        )
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'exclusion_violation',
            MESSAGE = format(
                '%s %s would be in force together with %s (%s to %s).',
                NEW.policy, NEW.version, other.version, other.since, coalesce(other.until::text, 'the next')
            );
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER policies_version_apart BEFORE INSERT ON policies_version
    FOR EACH ROW EXECUTE FUNCTION policies_version_apart();
