"""The fields of the rostering entities (the wire keys are those of OneRoster 1.2)."""

from homeroom.model import readers, roster, structures
from homeroom.model.entity import Entity
from homeroom.model.fields import day, flag, reference, references, roles, structure, text, texts
from homeroom.model.kinds import Kind
from homeroom.model.records import UserId, UserProfile

_org_type = readers.choice(
    "department", "district", "local", "national", "school", "state", extensible=True
)
_session_type = readers.choice("gradingPeriod", "semester", "schoolYear", "term", extensible=True)
_class_type = readers.choice("homeroom", "scheduled", extensible=True)
_enrollment_role = readers.choice("administrator", "proctor", "student", "teacher", extensible=True)
_resource_role = readers.choice(
    "administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher",
    extensible=True,
)  # fmt: skip
_sex = readers.choice("male", "female", "unspecified", "other", extensible=True)
_GRADES = texts("grades", "grades")
_SUBJECTS = texts("subjects", "subjects")
_SUBJECT_CODES = texts("subject_codes", "subjectCodes")
_RESOURCES = references("resources", "resources", Kind.RESOURCE)

_RACES = (
    flag("american_indian_or_alaska_native", "americanIndianOrAlaskaNative"),
    flag("asian", "asian"),
    flag("black_or_african_american", "blackOrAfricanAmerican"),
    flag("native_hawaiian_or_other_pacific_islander", "nativeHawaiianOrOtherPacificIslander"),
    flag("white", "white"),
    flag("demographic_race_two_or_more_races", "demographicRaceTwoOrMoreRaces"),
    flag("hispanic_or_latino_ethnicity", "hispanicOrLatinoEthnicity"),
)

_NAMES = (
    text("given_name", "givenName", needed=True),
    text("family_name", "familyName", needed=True),
    text("middle_name", "middleName"),
    text("preferred_first_name", "preferredFirstName"),
    text("preferred_middle_name", "preferredMiddleName"),
    text("preferred_last_name", "preferredLastName"),
    text("pronouns", "pronouns"),
    text("username", "username"),
    text("user_master_identifier", "userMasterIdentifier"),
    text("identifier", "identifier"),
    text("email", "email"),
    text("sms", "sms"),
    text("phone", "phone"),
)
ROSTER_ENTITIES = (
    Entity(
        Kind.ORG,
        roster.Org,
        (
            text("name", "name", needed=True),
            text("type", "type", needed=True, read=_org_type),
            text("identifier", "identifier"),
            reference("parent", "parent", Kind.ORG),
            references("children", "children", Kind.ORG),
        ),
    ),
    Entity(
        Kind.ACADEMIC_SESSION,
        roster.AcademicSession,
        (
            text("title", "title", needed=True),
            text("type", "type", needed=True, read=_session_type),
            day("start_date", "startDate", needed=True),
            day("end_date", "endDate", needed=True),
            text("school_year", "schoolYear", read=readers.school_year),
            reference("parent", "parent", Kind.ACADEMIC_SESSION),
            references("children", "children", Kind.ACADEMIC_SESSION),
        ),
    ),
    Entity(
        Kind.RESOURCE,
        roster.Resource,
        (
            text("vendor_resource_id", "vendorResourceId", needed=True),
            text("title", "title"),
            texts("roles", "roles", readers.choices(_resource_role)),
            text("importance", "importance", read=readers.choice("primary", "secondary")),
            text("vendor_id", "vendorId"),
            text("application_id", "applicationId"),
        ),
    ),
    Entity(
        Kind.COURSE,
        roster.Course,
        (
            text("title", "title", needed=True),
            text("course_code", "courseCode"),
            _GRADES,
            _SUBJECTS,
            _SUBJECT_CODES,
            reference("org", "org", Kind.ORG),
            reference("school_year", "schoolYear", Kind.ACADEMIC_SESSION),
            _RESOURCES,
        ),
    ),
    Entity(
        Kind.CLASS,
        roster.Class,
        (
            text("title", "title", needed=True),
            reference("course", "course", Kind.COURSE, hard=True, needed=True),
            reference("school", "school", Kind.ORG, hard=True, needed=True),
            references("terms", "terms", Kind.ACADEMIC_SESSION),
            text("class_code", "classCode"),
            text("class_type", "classType", read=_class_type),
            text("location", "location"),
            _GRADES,
            _SUBJECTS,
            _SUBJECT_CODES,
            texts("periods", "periods"),
            _RESOURCES,
        ),
    ),
    Entity(
        Kind.USER,
        roster.User,
        (
            *_NAMES,
            flag("enabled_user", "enabledUser"),
            structure(
                "user_ids",
                "userIds",
                structures.user_ids,
                UserId,
            ),
            roles(),
            structure(
                "user_profiles",
                "userProfiles",
                structures.user_profiles,
                UserProfile,
            ),
            reference("primary_org", "primaryOrg", Kind.ORG),
            references("agents", "agents", Kind.USER),
            _GRADES,
            _RESOURCES,
        ),
    ),
    Entity(
        Kind.DEMOGRAPHICS,
        roster.Demographics,
        (
            reference("user", "user", Kind.USER, hard=True, needed=True),
            day("birth_date", "birthDate"),
            text("sex", "sex", read=_sex),
            *_RACES,
            text("country_of_birth_code", "countryOfBirthCode"),
            text("state_of_birth_abbreviation", "stateOfBirthAbbreviation"),
            text("city_of_birth", "cityOfBirth"),
            text("public_school_residence_status", "publicSchoolResidenceStatus"),
        ),
    ),
    Entity(
        Kind.ENROLLMENT,
        roster.Enrollment,
        (
            reference("user", "user", Kind.USER, hard=True, needed=True),
            reference("class_", "class", Kind.CLASS, hard=True, needed=True),
            text("role", "role", needed=True, read=_enrollment_role),
            reference("school", "school", Kind.ORG),
            flag("primary", "primary"),
            day("begin_date", "beginDate"),
            day("end_date", "endDate"),
        ),
    ),
)
