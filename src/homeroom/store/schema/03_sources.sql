-- What each source last said about a record, what waits for what, and what has not been seen again.
CREATE TABLE source_records (
  district_id int NOT NULL,
  app_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  source_id text COLLATE "C" NOT NULL,
  hash bigint NOT NULL,
  page_id bigint NOT NULL,
  place int NOT NULL,
  -- applied: stored; own: a record of ours, come back from a target; waiting: for a parent;
  -- left out: by the district's rules, with all that belongs to it; filtered: alone.
  state text NOT NULL CHECK (state IN
    ('applied', 'own', 'waiting', 'refused', 'left out', 'filtered', 'gone')),
  PRIMARY KEY (district_id, app_id, kind, source_id)
);
CREATE INDEX source_records_of_page ON source_records (district_id, page_id);

-- A record that waits for a parent, or that was stored without an optional reference to it.
CREATE TABLE source_waits (
  district_id int NOT NULL,
  app_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  source_id text COLLATE "C" NOT NULL,
  parent_kind text COLLATE "C" NOT NULL,
  parent_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (district_id, app_id, parent_kind, parent_id, kind, source_id)
);
CREATE INDEX source_waits_of_record ON source_waits (district_id, app_id, kind, source_id);

-- A record that complete pulls did not show any more (two of them make it gone), or that the source
-- itself marked as deleted. Until its removal is carried out, the record stays as it was.
CREATE TABLE absences (
  district_id int NOT NULL,
  app_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  source_id text COLLATE "C" NOT NULL,
  first_run bigint NOT NULL,
  last_run bigint NOT NULL,
  pulls int NOT NULL,
  said_so boolean NOT NULL,
  -- The source still shows it; the district has decided to leave it out.
  left_out boolean NOT NULL DEFAULT false,
  -- NULL: counted on; held: over the safety threshold, a person decides; declined: the record stays,
  -- for as long as it is absent.
  decision text CHECK (decision IN ('held', 'approved', 'declined')),
  -- Of a held one: somebody has decided about others that were held with it. It goes on waiting for a
  -- person, however few are left.
  stays_held boolean NOT NULL DEFAULT false,
  PRIMARY KEY (district_id, app_id, kind, source_id)
);
CREATE INDEX absences_held ON absences (district_id, app_id, kind) WHERE decision = 'held';

-- What a run has read and not taken in, because a person wants to see it before: each row with what
-- it would lead to. One preview of an app waits at a time.
CREATE TABLE previewed (
  district_id int NOT NULL,
  app_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  source_id text COLLATE "C" NOT NULL,
  run_id bigint NOT NULL,
  -- Where the spool holds the row; NULL where the source only does not show it any more.
  hash bigint,
  page_id bigint,
  place int,
  -- same: the record stays as it is, and what was read is noted all the same.
  effect text NOT NULL CHECK (effect IN ('new', 'changed', 'gone', 'waiting', 'same')),
  -- Of a new record the id that it gets when it is taken in.
  record_id uuid,
  -- How people know a new record; of others the record itself tells.
  title text NOT NULL DEFAULT '',
  -- Field, before, after, reason; demographics without their values.
  changes jsonb NOT NULL DEFAULT '[]',
  -- A hash of all that would be written: only what still is the same is taken in.
  digest bigint NOT NULL DEFAULT 0,
  -- A person has left it out this time.
  kept_out boolean NOT NULL DEFAULT false,
  PRIMARY KEY (district_id, app_id, kind, source_id),
  FOREIGN KEY (district_id, run_id) REFERENCES runs
);

-- Rows that were left out of an approval: the next whole reading looks at them again, changed or not.
CREATE TABLE put_off (
  district_id int NOT NULL,
  app_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  source_id text COLLATE "C" NOT NULL,
  run_id bigint NOT NULL,
  PRIMARY KEY (district_id, app_id, kind, source_id),
  FOREIGN KEY (district_id, run_id) REFERENCES runs
);

-- The id of a record in one system and one id space of it.
CREATE TABLE record_links (
  district_id int NOT NULL,
  app_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  space text COLLATE "C" NOT NULL,
  external_id text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  -- read: the system showed it; derived: we made it for a target; matched: found at a target;
  -- former: the system used it until its ids changed, and others may name the record by it still.
  origin text NOT NULL CHECK (origin IN ('read', 'derived', 'matched', 'former')),
  PRIMARY KEY (district_id, app_id, kind, space, external_id)
);
CREATE INDEX record_links_of_record ON record_links (district_id, record_id);

-- A change of the ids of a source that is prepared: a move to another API version, or by a file.
CREATE TABLE id_plans (
  district_id int NOT NULL,
  app_id int NOT NULL,
  made_at timestamptz NOT NULL,
  actor text NOT NULL,
  -- The API version from then on, and what Delivery Config then has besides; NULL: only ids change.
  api_version text,
  delivery jsonb NOT NULL DEFAULT '{}',
  -- The last run of the app by then: after another one, the plan is old.
  run_id bigint,
  -- Whether all was looked at.
  complete boolean NOT NULL DEFAULT false,
  -- What a person decided: kind, new id, and the old ids that it stands for.
  decisions jsonb NOT NULL DEFAULT '{}',
  -- Why reading the other version, or carrying the plan out, broke off: message and fix.
  problem jsonb,
  PRIMARY KEY (district_id, app_id),
  FOREIGN KEY (district_id, app_id) REFERENCES apps
);

-- Which new id is which old one; either is '' where there is none.
CREATE TABLE id_pairs (
  district_id int NOT NULL,
  app_id int NOT NULL,
  kind text COLLATE "C" NOT NULL,
  new_id text COLLATE "C" NOT NULL,
  old_id text COLLATE "C" NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('matched', 'waits', 'new', 'gone')),
  -- What of the two agrees.
  agree text[] NOT NULL,
  title text NOT NULL,
  -- A line item that stands in the source without a category.
  uncategorised boolean NOT NULL DEFAULT false,
  PRIMARY KEY (district_id, app_id, kind, new_id, old_id),
  FOREIGN KEY (district_id, app_id) REFERENCES id_plans
);

CREATE TABLE record_history (
  district_id int NOT NULL,
  id bigint GENERATED BY DEFAULT AS IDENTITY,
  kind text COLLATE "C" NOT NULL,
  record_id uuid NOT NULL,
  at timestamptz NOT NULL,
  run_id bigint,
  app_id int,
  field text NOT NULL,
  before jsonb,
  after jsonb,
  reason text NOT NULL,
  PRIMARY KEY (district_id, id)
);
CREATE INDEX record_history_of_record ON record_history (district_id, record_id, id);
CREATE INDEX record_history_of_run ON record_history (district_id, run_id, kind, id)
  WHERE run_id IS NOT NULL;

CREATE TABLE issues (
  district_id int NOT NULL,
  id bigint GENERATED BY DEFAULT AS IDENTITY,
  app_id int NOT NULL,
  code text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  -- The source's id of the record, or file and line where a row has none.
  subject text COLLATE "C" NOT NULL,
  facts jsonb NOT NULL,
  first_run bigint,
  last_run bigint,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  resolved_at timestamptz,
  PRIMARY KEY (district_id, id)
);
CREATE UNIQUE INDEX issues_open ON issues (district_id, app_id, kind, subject, code)
  WHERE resolved_at IS NULL;
CREATE INDEX issues_over ON issues (district_id, resolved_at) WHERE resolved_at IS NOT NULL;
-- What sources contest is noted by the id of the hub, and asked for before each delivery.
CREATE INDEX issues_contested ON issues (district_id, kind, subject)
  WHERE code = 'merge.contested' AND resolved_at IS NULL;
