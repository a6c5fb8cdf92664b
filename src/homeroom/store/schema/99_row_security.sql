-- Every tenant table shows and takes only rows of the district that the transaction has entered.
-- After a transaction the setting is '', which a bare cast would refuse.
DO $$
DECLARE
  tenant regclass;
BEGIN
  FOR tenant IN
    SELECT c.oid::regclass
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'district_id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND c.relname NOT IN ('schedules', 'memberships', 'vendor_clients', 'grade_sync_requests')
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tenant);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tenant);
    EXECUTE format(
      'CREATE POLICY own_district ON %s
         USING (district_id = nullif(current_setting(''homeroom.district'', true), '''')::int)',
      tenant);
  END LOOP;
END $$;
