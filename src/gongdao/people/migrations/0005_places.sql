-- Those of some references behind which there is nobody. Carriers, insurers and other outsiders may be named
-- before anybody entered them in the register. A region or department as the place of a case is asked for as
-- `@region:310000`, which is no reference of anybody; its code may hold a colon and is compared whole.

CREATE OR REPLACE FUNCTION people_unknown(refs text[]) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(g.ref ORDER BY g.ref), '{}')
    FROM (
        SELECT ref, split_part(ref, ':', 1) AS kind, split_part(ref, ':', 2) AS key,
            CASE WHEN split_part(ref, ':', 2) ~ '^[1-9][0-9]{0,17}$' THEN split_part(ref, ':', 2)::bigint END AS id
        FROM unnest(refs) AS ref
    ) AS g
    WHERE NOT CASE g.kind
        WHEN 'staff' THEN EXISTS (SELECT FROM people_staff p WHERE p.id = g.id)
        WHEN 'customer' THEN EXISTS (SELECT FROM people_customer p WHERE p.id = g.id)
        WHEN 'shop' THEN EXISTS (SELECT FROM people_shop p WHERE p.id = g.id)
        WHEN 'technician' THEN EXISTS (SELECT FROM people_technician p WHERE p.id = g.id)
        WHEN 'account' THEN EXISTS (SELECT FROM people_account p WHERE p.id = g.id)
        WHEN 'department' THEN EXISTS (SELECT FROM people_department p WHERE p.code = g.key)
        WHEN '@region' THEN EXISTS (SELECT FROM people_region p WHERE p.code = substr(g.ref, 9))
        WHEN '@department' THEN EXISTS (SELECT FROM people_department p WHERE p.code = substr(g.ref, 13))
        ELSE g.kind IN ('company', 'carrier', 'insurer', 'supplier', 'mediator', 'third_party')
    END
$$;
