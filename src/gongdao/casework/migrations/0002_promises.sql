-- What the database itself keeps (INT-3; promises of the house).

-- Events are never changed and nothing of a case is ever deleted.
CREATE FUNCTION casework_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: what happened in a case is kept.', TG_OP, TG_TABLE_NAME),
        HINT = 'Correct it by a further event, through casework.actions.handle.';
END $$;

CREATE TRIGGER casework_event_keep BEFORE UPDATE OR DELETE ON casework_event
    FOR EACH STATEMENT EXECUTE FUNCTION casework_keep();
CREATE TRIGGER casework_event_no_truncate BEFORE TRUNCATE ON casework_event
    FOR EACH STATEMENT EXECUTE FUNCTION casework_keep();
CREATE TRIGGER casework_case_keep BEFORE DELETE ON casework_case
    FOR EACH STATEMENT EXECUTE FUNCTION casework_keep();
CREATE TRIGGER casework_case_no_truncate BEFORE TRUNCATE ON casework_case
    FOR EACH STATEMENT EXECUTE FUNCTION casework_keep();

-- The next number of a month. A sequence per month, made when the month's first case comes: no row is
-- locked, so any number of writers go on side by side. After a crash a few serials may be skipped.
CREATE FUNCTION casework_new_id(month integer) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    name text := 'casework_serial_' || month;
BEGIN
    IF month NOT BETWEEN 100001 AND 999912 OR month % 100 NOT BETWEEN 1 AND 12 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value', MESSAGE = format('%s is not a month like 202405.', month);
    END IF;
    IF to_regclass(name) IS NULL THEN
        -- Whoever comes second waits until the sequence is committed. What it has looked up before it waited
        -- it still believes, so only the making itself can tell that the sequence is there.
        PERFORM pg_advisory_xact_lock(hashtext('casework_serial'), month);
        EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %I MAXVALUE 9999999 NO CYCLE', name);
    END IF;
    RETURN month::bigint * 10000000 + nextval(name::regclass);
END $$;

-- chain_n = sha256(chain_{n-1} || digest_n); `start` is the link before the first of the given events.
CREATE FUNCTION casework_chain_next(chain bytea, digest bytea, start bytea) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT sha256(coalesce(chain, start) || digest) $$;
CREATE AGGREGATE casework_chain(digest bytea, start bytea) (
    SFUNC = casework_chain_next, STYPE = bytea, PARALLEL = SAFE
);
CREATE FUNCTION casework_chain_start(case_id bigint) RETURNS bytea
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT sha256(convert_to('gongdao:case:' || case_id, 'UTF8')) $$;
