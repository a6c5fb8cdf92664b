-- What the statements that write JSON for apps have in common, and what apps ask for most.

-- Apps read what has changed since they last did. An index of ranges of pages is a few kB; since
-- PostgreSQL 16 it lets a changed score go without a new entry in the other indexes.
DO $$
DECLARE
  kept text;
BEGIN
  IF current_setting('server_version_num')::int >= 160000 THEN
    FOREACH kept IN ARRAY ARRAY['results', 'line_items', 'enrollments', 'users'] LOOP
      EXECUTE format('CREATE INDEX %1$s_by_change ON %1$s USING brin (district_id, changed_at)'
        ' WITH (pages_per_range = 32)', kept);
    END LOOP;
  END IF;
END $$;
-- Few are gone, and who reads changes wants them all.
CREATE INDEX results_gone ON results (district_id, id) WHERE retired_at IS NOT NULL;

-- An id as a part of an address: everything but letters, digits and -._~ as its bytes.
CREATE FUNCTION percent_encoded(id text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT string_agg(
    CASE WHEN byte BETWEEN 48 AND 57 OR byte BETWEEN 65 AND 90 OR byte BETWEEN 97 AND 122
      OR byte IN (45, 46, 95, 126) THEN chr(byte)
    ELSE '%' || upper(lpad(to_hex(byte), 2, '0')) END, '' ORDER BY at)
  FROM (SELECT at, get_byte(convert_to(id, 'UTF8'), at) AS byte
    FROM generate_series(0, octet_length(convert_to(id, 'UTF8')) - 1) at) bytes
$$;

-- The same; nearly every id is one already.
CREATE FUNCTION in_address(id text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN id ~ '^[A-Za-z0-9._~-]*$' THEN id ELSE percent_encoded(id) END
$$;

-- A catalogue of learning objectives as 1.2 lets one be called: case, unknown, or a slash with small
-- letters and digits behind it.
CREATE FUNCTION catalogue(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN word IN ('case', 'unknown') THEN word WHEN word = '' THEN 'unknown'
    ELSE '/' || word END
  FROM (SELECT regexp_replace(lower(said COLLATE "C"), '[^a-z0-9]', '', 'g') AS word) words
$$;

CREATE FUNCTION with_catalogues(objectives jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT jsonb_agg(held || jsonb_build_object('source', catalogue(held->>'source')) ORDER BY at)
  FROM jsonb_array_elements(objectives) WITH ORDINALITY found (held, at)
$$;
