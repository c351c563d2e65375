-- The balances of accounts that must not run out follow the entries, in the same statement. The constraint
-- ledger_account_covered refuses what would overdraw them.

CREATE FUNCTION ledger_account_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved record;
BEGIN
    -- In the order of the accounts, so that two transactions never wait for each other crosswise.
    FOR moved IN
        SELECT account, unit, sum(amount)::bigint AS amount FROM added
        WHERE account = 'fund' OR split_part(account, ':', 1) IN ('held', 'frozen', 'deposit')
        GROUP BY account, unit HAVING sum(amount) <> 0 ORDER BY account, unit
    LOOP
        -- Made empty first: a check looks at the row that is offered, even where another is there already.
        INSERT INTO ledger_account (account, unit, balance) VALUES (moved.account, moved.unit, 0)
            ON CONFLICT (account, unit) DO NOTHING;
        UPDATE ledger_account SET balance = balance + moved.amount
            WHERE account = moved.account AND unit = moved.unit;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_account_follow AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_account_follow();

CREATE TRIGGER ledger_voucher_keep BEFORE UPDATE OR DELETE ON ledger_voucher
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_keep();
CREATE TRIGGER ledger_voucher_no_truncate BEFORE TRUNCATE ON ledger_voucher
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_keep();
