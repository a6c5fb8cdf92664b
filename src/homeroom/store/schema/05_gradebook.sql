-- The merged gradebook. Scores are numeric: exact, never rounded.
CREATE TABLE categories (
  district_id int NOT NULL REFERENCES districts,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  title text NOT NULL,
  weight numeric,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id)
);

CREATE TABLE score_scales (
  district_id int NOT NULL REFERENCES districts,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  title text NOT NULL,
  type text NOT NULL,
  class_id uuid,
  course_id uuid,
  values jsonb,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, class_id) REFERENCES classes,
  FOREIGN KEY (district_id, course_id) REFERENCES courses
);

CREATE TABLE line_items (
  district_id int NOT NULL,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  title text NOT NULL,
  class_id uuid NOT NULL,
  description text,
  assign_date timestamptz,
  due_date timestamptz,
  category_id uuid,
  school_id uuid,
  grading_period_id uuid,
  academic_session_id uuid,
  score_scale_id uuid,
  result_value_min numeric,
  result_value_max numeric,
  learning_objectives jsonb,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, class_id) REFERENCES classes,
  FOREIGN KEY (district_id, category_id) REFERENCES categories,
  FOREIGN KEY (district_id, school_id) REFERENCES orgs,
  FOREIGN KEY (district_id, grading_period_id) REFERENCES academic_sessions,
  FOREIGN KEY (district_id, academic_session_id) REFERENCES academic_sessions,
  FOREIGN KEY (district_id, score_scale_id) REFERENCES score_scales
);
CREATE INDEX line_items_of_class ON line_items (district_id, class_id);
-- By it an app that sees some schools only finds out whether a category is one of theirs.
CREATE INDEX line_items_of_category ON line_items (district_id, category_id, class_id)
  WHERE category_id IS NOT NULL;
-- And by these the category that stands for what nobody said, and the class of a scale, are found.
CREATE INDEX line_items_without_category ON line_items (district_id, class_id, changed_at)
  WHERE category_id IS NULL;
CREATE INDEX line_items_of_scale ON line_items (district_id, score_scale_id, class_id)
  WHERE score_scale_id IS NOT NULL;

-- Half of each page is left: even where all scores change, none needs a new entry in any index.
-- See docs/decisions/0044.
CREATE TABLE results (
  district_id int NOT NULL,
  id uuid NOT NULL,
  line_item_id uuid NOT NULL,
  student_id uuid NOT NULL,
  class_id uuid,
  score_scale_id uuid,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  score_date date,
  in_progress boolean,
  incomplete boolean,
  late boolean,
  missing boolean,
  sourced_id text COLLATE "C" NOT NULL,
  retired_reason text,
  score_status text,
  score numeric,
  text_score text,
  comment text,
  objective_scores jsonb,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id)
) WITH (fillfactor = 50);
CREATE INDEX results_of_line_item ON results (district_id, line_item_id, student_id);
CREATE INDEX results_of_student ON results (district_id, student_id);

-- What results refer to is checked for all rows of a statement at once: foreign keys do it row by row,
-- which took three quarters of an insert. See docs/decisions/0016.
CREATE FUNCTION results_refer() RETURNS trigger LANGUAGE plpgsql
  SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT district_id, line_item_id FROM fresh) f WHERE NOT EXISTS
      (SELECT FROM line_items p WHERE p.district_id = f.district_id AND p.id = f.line_item_id)
  ) OR EXISTS (
    SELECT FROM (SELECT DISTINCT district_id, student_id FROM fresh) f WHERE NOT EXISTS
      (SELECT FROM users p WHERE p.district_id = f.district_id AND p.id = f.student_id)
  ) OR EXISTS (
    SELECT FROM (SELECT DISTINCT district_id, class_id FROM fresh WHERE class_id IS NOT NULL) f
      WHERE NOT EXISTS
      (SELECT FROM classes p WHERE p.district_id = f.district_id AND p.id = f.class_id)
  ) OR EXISTS (
    SELECT FROM
      (SELECT DISTINCT district_id, score_scale_id FROM fresh WHERE score_scale_id IS NOT NULL) f
      WHERE NOT EXISTS
      (SELECT FROM score_scales p WHERE p.district_id = f.district_id AND p.id = f.score_scale_id)
  ) THEN
    RAISE foreign_key_violation USING MESSAGE = 'a result refers to a record that is not there';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER results_refer_new AFTER INSERT ON results REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION results_refer();

-- Nearly every update brings another score, and refers to what the row referred to before.
CREATE FUNCTION result_refers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS
    (SELECT FROM line_items WHERE district_id = NEW.district_id AND id = NEW.line_item_id)
  OR NOT EXISTS (SELECT FROM users WHERE district_id = NEW.district_id AND id = NEW.student_id)
  OR NEW.class_id IS NOT NULL AND NOT EXISTS
    (SELECT FROM classes WHERE district_id = NEW.district_id AND id = NEW.class_id)
  OR NEW.score_scale_id IS NOT NULL AND NOT EXISTS
    (SELECT FROM score_scales WHERE district_id = NEW.district_id AND id = NEW.score_scale_id)
  THEN
    RAISE foreign_key_violation USING MESSAGE = 'a result refers to a record that is not there';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER results_refer_changed AFTER UPDATE ON results FOR EACH ROW
  WHEN ((OLD.line_item_id, OLD.student_id, OLD.class_id, OLD.score_scale_id)
    IS DISTINCT FROM (NEW.line_item_id, NEW.student_id, NEW.class_id, NEW.score_scale_id))
  EXECUTE FUNCTION result_refers();

-- The other side of the same: what a result refers to is not deleted.
CREATE FUNCTION results_need() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM gone g JOIN results r ON r.district_id = g.district_id
      AND g.id IN (r.line_item_id, r.student_id, r.class_id, r.score_scale_id)) THEN
    RAISE foreign_key_violation USING MESSAGE = 'a result refers to a record that would be gone';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER results_need_line_items AFTER DELETE ON line_items REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION results_need();
CREATE TRIGGER results_need_users AFTER DELETE ON users REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION results_need();
CREATE TRIGGER results_need_classes AFTER DELETE ON classes REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION results_need();
CREATE TRIGGER results_need_score_scales AFTER DELETE ON score_scales REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION results_need();

CREATE TABLE assessment_line_items (
  district_id int NOT NULL,
  id uuid NOT NULL,
  sourced_id text COLLATE "C" NOT NULL,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  retired_reason text,
  title text NOT NULL,
  description text,
  class_id uuid,
  parent_id uuid,
  score_scale_id uuid,
  result_value_min numeric,
  result_value_max numeric,
  learning_objectives jsonb,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, class_id) REFERENCES classes,
  FOREIGN KEY (district_id, parent_id) REFERENCES assessment_line_items DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (district_id, score_scale_id) REFERENCES score_scales
);

CREATE TABLE assessment_results (
  district_id int NOT NULL,
  id uuid NOT NULL,
  assessment_line_item_id uuid NOT NULL,
  student_id uuid NOT NULL,
  score_scale_id uuid,
  changed_at timestamptz NOT NULL,
  date_last_modified timestamptz,
  retired_at timestamptz,
  score_date date,
  in_progress boolean,
  incomplete boolean,
  late boolean,
  missing boolean,
  sourced_id text COLLATE "C" NOT NULL,
  retired_reason text,
  score_status text,
  score numeric,
  text_score text,
  comment text,
  score_percentile numeric,
  objective_scores jsonb,
  texts jsonb,
  metadata jsonb,
  PRIMARY KEY (district_id, id),
  UNIQUE (district_id, sourced_id),
  FOREIGN KEY (district_id, assessment_line_item_id) REFERENCES assessment_line_items,
  FOREIGN KEY (district_id, student_id) REFERENCES users,
  FOREIGN KEY (district_id, score_scale_id) REFERENCES score_scales
);
CREATE INDEX assessment_results_of_item
  ON assessment_results (district_id, assessment_line_item_id, student_id);
