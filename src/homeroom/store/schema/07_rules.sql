-- What a district has decided, in versions: the newest one holds.
CREATE TABLE rule_versions (
  district_id int NOT NULL REFERENCES districts,
  version int NOT NULL CHECK (version > 0),
  at timestamptz NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (district_id, version)
);
