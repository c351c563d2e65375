-- APP-17: what was done with precedents is only ever added to; a precedent is never deleted, and one whose
-- case was erased stays so.

CREATE FUNCTION insight_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: what happened to precedents is kept.', TG_OP, TG_TABLE_NAME),
        HINT = 'Withdraw the precedent, or erase what it says (insight.precedents.reviewing.erase).';
END $$;

CREATE TRIGGER insight_act_keep BEFORE UPDATE OR DELETE ON insight_precedentact
    FOR EACH STATEMENT EXECUTE FUNCTION insight_keep();
CREATE TRIGGER insight_act_no_truncate BEFORE TRUNCATE ON insight_precedentact
    FOR EACH STATEMENT EXECUTE FUNCTION insight_keep();
CREATE TRIGGER insight_precedent_keep BEFORE DELETE ON insight_precedent
    FOR EACH STATEMENT EXECUTE FUNCTION insight_keep();
CREATE TRIGGER insight_precedent_no_truncate BEFORE TRUNCATE ON insight_precedent
    FOR EACH STATEMENT EXECUTE FUNCTION insight_keep();
CREATE TRIGGER insight_precedent_erased BEFORE UPDATE ON insight_precedent
    FOR EACH ROW WHEN (OLD.state = 'erased') EXECUTE FUNCTION insight_keep();
