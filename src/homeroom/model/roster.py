"""The rostering entities of OneRoster 1.2, and resources. Every optional field is None or empty."""

from datetime import date

from homeroom.model.records import Record, Role, UserId, UserProfile


class Org(Record, frozen=True, kw_only=True):
    """A school, a district or another organisation; `parent` and `children` are orgs."""

    name: str
    type: str
    identifier: str | None = None
    parent: str | None = None
    children: tuple[str, ...] = ()


class AcademicSession(Record, frozen=True, kw_only=True):
    """A school year, semester, term or grading period.

    The standard excludes `end_date`; some systems return the last day of school itself, so its
    reading is a rule of the connection. `school_year` is the year in which the school year ends.
    """

    title: str
    type: str
    start_date: date
    end_date: date
    school_year: str | None = None
    parent: str | None = None
    children: tuple[str, ...] = ()


class Resource(Record, frozen=True, kw_only=True):
    """Learning material that is assigned to courses, classes or users."""

    vendor_resource_id: str
    title: str | None = None
    roles: tuple[str, ...] = ()
    importance: str | None = None
    vendor_id: str | None = None
    application_id: str | None = None


class Course(Record, frozen=True, kw_only=True):
    """A course of study; classes are its sections. `school_year` is an academic session."""

    title: str
    course_code: str | None = None
    grades: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    subject_codes: tuple[str, ...] = ()
    org: str | None = None
    school_year: str | None = None
    resources: tuple[str, ...] = ()


class Class(Record, frozen=True, kw_only=True):
    """A section: one course taught to one group of students in some terms."""

    title: str
    course: str
    school: str
    terms: tuple[str, ...] = ()
    class_code: str | None = None
    class_type: str | None = None
    location: str | None = None
    grades: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    subject_codes: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


class User(Record, frozen=True, kw_only=True):
    """A person with one or more roles; passwords and credentials are never read."""

    given_name: str
    family_name: str
    middle_name: str | None = None
    preferred_first_name: str | None = None
    preferred_middle_name: str | None = None
    preferred_last_name: str | None = None
    pronouns: str | None = None
    username: str | None = None
    user_master_identifier: str | None = None
    identifier: str | None = None
    email: str | None = None
    sms: str | None = None
    phone: str | None = None
    enabled_user: bool = True
    user_ids: tuple[UserId, ...] = ()
    roles: tuple[Role, ...] = ()
    user_profiles: tuple[UserProfile, ...] = ()
    primary_org: str | None = None
    agents: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()


class Demographics(Record, frozen=True, kw_only=True):
    """Sensitive facts about a person, under the person's own sourcedId; `user` is that person."""

    user: str
    birth_date: date | None = None
    sex: str | None = None
    american_indian_or_alaska_native: bool | None = None
    asian: bool | None = None
    black_or_african_american: bool | None = None
    native_hawaiian_or_other_pacific_islander: bool | None = None
    white: bool | None = None
    demographic_race_two_or_more_races: bool | None = None
    hispanic_or_latino_ethnicity: bool | None = None
    country_of_birth_code: str | None = None
    state_of_birth_abbreviation: str | None = None
    city_of_birth: str | None = None
    public_school_residence_status: str | None = None


class Enrollment(Record, frozen=True, kw_only=True):
    """A person's membership of a class from `begin_date` to before `end_date`."""

    user: str
    class_: str
    role: str
    school: str | None = None
    primary: bool | None = None
    begin_date: date | None = None
    end_date: date | None = None
