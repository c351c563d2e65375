-- What is to be paid to whom never changes, what is paid stays paid, and nothing of it is deleted.

CREATE FUNCTION ledger_payout_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.state <> 'paid' AND (OLD.key, OLD.case_id, OLD.payee, OLD.amount_fen, OLD.ordered_at)
            = (NEW.key, NEW.case_id, NEW.payee, NEW.amount_fen, NEW.ordered_at) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: what is to be paid stays, and what is paid is paid.', TG_OP, TG_TABLE_NAME);
END $$;

CREATE TRIGGER ledger_payout_keep BEFORE UPDATE OR DELETE ON ledger_payout
    FOR EACH ROW EXECUTE FUNCTION ledger_payout_keep();
CREATE TRIGGER ledger_payout_no_truncate BEFORE TRUNCATE ON ledger_payout
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_payout_keep();
CREATE TRIGGER ledger_payoutstep_keep BEFORE UPDATE OR DELETE ON ledger_payoutstep
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_keep();
CREATE TRIGGER ledger_payoutstep_no_truncate BEFORE TRUNCATE ON ledger_payoutstep
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_keep();
