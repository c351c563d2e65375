-- TRN-1: the record of the training quiz is only ever added to, and says passed exactly where it was.

ALTER TABLE people_quiz ADD CONSTRAINT quiz_counted CHECK (
    "right" <= total AND total = cardinality(answers) AND pass_percent BETWEEN 1 AND 100
    AND passed = ("right" * 100 >= pass_percent * total));

CREATE FUNCTION people_quiz_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%s on %s is refused: results of the quiz are kept.', TG_OP, TG_TABLE_NAME),
        HINT = 'Take the quiz again; each result stands beside the earlier ones.';
END $$;

CREATE TRIGGER people_quiz_keep BEFORE UPDATE OR DELETE ON people_quiz
    FOR EACH STATEMENT EXECUTE FUNCTION people_quiz_keep();
CREATE TRIGGER people_quiz_no_truncate BEFORE TRUNCATE ON people_quiz
    FOR EACH STATEMENT EXECUTE FUNCTION people_quiz_keep();
