-- As before in what it gives. One question at a time, each with a plan of its own that the session keeps: as one
-- query over all kinds it was planned anew with every call, and might read a whole table for one reference.

CREATE OR REPLACE FUNCTION people_unknown(refs text[]) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    its_ref text;
    its_key text;
    its_id bigint;
    known boolean;
    missing text[] := '{}';
BEGIN
    FOREACH its_ref IN ARRAY refs LOOP
        its_key := split_part(its_ref, ':', 2);
        its_id := CASE WHEN its_key ~ '^[1-9][0-9]{0,17}$' THEN its_key::bigint END;
        CASE split_part(its_ref, ':', 1)
            WHEN 'customer' THEN known := EXISTS (SELECT FROM people_customer WHERE id = its_id);
            WHEN 'shop' THEN known := EXISTS (SELECT FROM people_shop WHERE id = its_id);
            WHEN 'staff' THEN known := EXISTS (SELECT FROM people_staff WHERE id = its_id);
            WHEN 'technician' THEN known := EXISTS (SELECT FROM people_technician WHERE id = its_id);
            WHEN 'account' THEN known := EXISTS (SELECT FROM people_account WHERE id = its_id);
            WHEN 'department' THEN known := EXISTS (SELECT FROM people_department WHERE code = its_key);
            WHEN '@region' THEN known := EXISTS (SELECT FROM people_region WHERE code = substr(its_ref, 9));
            WHEN '@department' THEN
                known := EXISTS (SELECT FROM people_department WHERE code = substr(its_ref, 13));
            ELSE known := split_part(its_ref, ':', 1) IN
                ('company', 'carrier', 'insurer', 'supplier', 'mediator', 'third_party');
        END CASE;
        IF NOT known THEN
            missing := missing || its_ref;
        END IF;
    END LOOP;
    IF cardinality(missing) > 1 THEN
        missing := ARRAY(SELECT one FROM unnest(missing) AS one ORDER BY one);
    END IF;
    RETURN missing;
END
$$;
