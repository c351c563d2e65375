-- Entries are only ever added, and the entries of one case event and unit sum to zero.

CREATE FUNCTION ledger_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: entries are only ever added.', TG_OP, TG_TABLE_NAME),
        HINT = 'Undo an entry by a counter-entry of a further event.';
END $$;

CREATE TRIGGER ledger_entry_keep BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_keep();
CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_keep();

CREATE FUNCTION ledger_entry_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total numeric;
BEGIN
    SELECT sum(amount) INTO total FROM ledger_entry
        WHERE case_id = NEW.case_id AND event_seq = NEW.event_seq AND unit = NEW.unit;
    IF total <> 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'check_violation',
            MESSAGE = format(
                'the entries of case %s, event %s do not balance: %s %s too much.',
                NEW.case_id, NEW.event_seq, total, NEW.unit
            );
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_entry_balance AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balance();
