-- The merged roster. Every table begins alike; store/columns.py names the rest from the model.
CREATE TABLE orgs (
  district_id int NOT NULL REFERENCES districts,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  name text NOT NULL,
  type text NOT NULL,
  identifier text,
  parent_id uuid,
  children uuid[],
  -- A school may keep a clock of its own; the district's counts otherwise.
  time_zone text,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, parent_id) REFERENCES orgs DEFERRABLE INITIALLY DEFERRED
);
-- Before each write of an app somebody asks whether any school does; nearly nowhere one does.
CREATE INDEX orgs_with_clocks ON orgs (district_id) WHERE time_zone IS NOT NULL;

CREATE TABLE academic_sessions (
  district_id int NOT NULL REFERENCES districts,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  title text NOT NULL,
  type text NOT NULL,
  start_date date NOT NULL,
  end_date date NOT NULL,
  school_year text,
  parent_id uuid,
  children uuid[],
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, parent_id) REFERENCES academic_sessions DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE resources (
  district_id int NOT NULL REFERENCES districts,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  vendor_resource_id text NOT NULL,
  title text,
  roles text[],
  importance text,
  vendor_id text,
  application_id text,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id)
);

CREATE TABLE courses (
  district_id int NOT NULL,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  title text NOT NULL,
  course_code text,
  grades text[],
  subjects text[],
  subject_codes text[],
  org_id uuid,
  school_year_id uuid,
  resources uuid[],
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, org_id) REFERENCES orgs,
  FOREIGN KEY (district_id, school_year_id) REFERENCES academic_sessions
);

CREATE TABLE classes (
  district_id int NOT NULL,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  title text NOT NULL,
  course_id uuid NOT NULL,
  school_id uuid NOT NULL,
  terms uuid[],
  class_code text,
  class_type text,
  location text,
  grades text[],
  subjects text[],
  subject_codes text[],
  periods text[],
  resources uuid[],
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, course_id) REFERENCES courses,
  FOREIGN KEY (district_id, school_id) REFERENCES orgs
);

CREATE INDEX classes_by_title ON classes (district_id, title, id);

CREATE TABLE users (
  district_id int NOT NULL,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  given_name text NOT NULL,
  family_name text NOT NULL,
  middle_name text,
  preferred_first_name text,
  preferred_middle_name text,
  preferred_last_name text,
  pronouns text,
  username text,
  user_master_identifier text,
  identifier text,
  email text,
  -- A teacher who signs in is found by it; an index over lower() would not be used under row security.
  email_folded text COLLATE "C" GENERATED ALWAYS AS (lower(email COLLATE "C")) STORED,
  -- For lists of people: what somebody is (rules/entities.py says the same), and the order of names.
  person text COLLATE "C" GENERATED ALWAYS AS (CASE
    WHEN roles @> '[{"role": "student"}]' THEN 'student'
    WHEN roles @> '[{"role": "teacher"}]' OR roles @> '[{"role": "aide"}]'
      OR roles @> '[{"role": "proctor"}]' OR roles @> '[{"role": "counselor"}]' THEN 'teacher'
    WHEN roles @> '[{"role": "guardian"}]' OR roles @> '[{"role": "parent"}]'
      OR roles @> '[{"role": "relative"}]' THEN 'contact'
    ELSE 'administrator' END) STORED,
  name_folded text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (lower((family_name || ' ' || given_name) COLLATE "C")) STORED,
  sms text,
  phone text,
  enabled_user boolean NOT NULL,
  user_ids jsonb,
  roles jsonb,
  user_profiles jsonb,
  primary_org_id uuid,
  agents uuid[],
  grades text[],
  resources uuid[],
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, primary_org_id) REFERENCES orgs
);

CREATE INDEX users_by_name ON users (district_id, person, name_folded, id);
-- For the org that stands for what nobody said (store/serving/nobodys.py).
CREATE INDEX users_without_roles ON users (district_id, changed_at) WHERE roles IS NULL;
CREATE INDEX users_by_email ON users (district_id, email_folded) WHERE email_folded IS NOT NULL;

-- The id of demographics is the id of the person.
CREATE TABLE demographics (
  district_id int NOT NULL,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  user_id uuid NOT NULL CHECK (user_id = id),
  birth_date date,
  sex text,
  american_indian_or_alaska_native boolean,
  asian boolean,
  black_or_african_american boolean,
  native_hawaiian_or_other_pacific_islander boolean,
  white boolean,
  demographic_race_two_or_more_races boolean,
  hispanic_or_latino_ethnicity boolean,
  country_of_birth_code text,
  state_of_birth_abbreviation text,
  city_of_birth text,
  public_school_residence_status text,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, user_id) REFERENCES users
);

CREATE TABLE enrollments (
  district_id int NOT NULL,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  user_id uuid NOT NULL,
  class_id uuid NOT NULL,
  role text NOT NULL,
  school_id uuid,
  "primary" boolean,
  begin_date date,
  end_date date,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, user_id) REFERENCES users,
  FOREIGN KEY (district_id, class_id) REFERENCES classes,
  FOREIGN KEY (district_id, school_id) REFERENCES orgs
);
CREATE INDEX enrollments_of_class ON enrollments (district_id, class_id, user_id);
CREATE INDEX enrollments_of_user ON enrollments (district_id, user_id);
-- For those who left of late.
CREATE INDEX enrollments_ended ON enrollments (district_id, end_date)
  WHERE role = 'student' AND end_date IS NOT NULL;
CREATE INDEX enrollments_retired ON enrollments (district_id, retired_at)
  WHERE role = 'student' AND retired_at IS NOT NULL;
