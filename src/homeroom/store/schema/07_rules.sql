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

-- By what records of different sources are recognised as the same: one key for each domain of
-- uniqueness that a source's record fills, folded in Python.
CREATE TABLE match_keys (
  district_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  app_id int NOT NULL,
  source_id text COLLATE "C" NOT NULL,
  domain text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, app_id, kind, source_id, domain)
);
CREATE INDEX match_keys_by_key ON match_keys (district_id, kind, domain, key);

-- What a person said are two, though they look like one.
CREATE TABLE kept_apart (
  district_id int NOT NULL,
  app_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  source_id text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  actor text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (district_id, app_id, kind, source_id, record_id)
);
