"""Every operation of the API as one row of a table: addresses, scopes, answers and tests use it.

What a path reads and below what it lies is told by its words: /classes/{classSourcedId}/students
are the users who are students, below a class.
"""

from functools import cache

from msgspec import Struct

from homeroom.model.kinds import Kind, Version

ROSTERING, GRADEBOOK, RESOURCES = "rostering", "gradebook", "resources"

# What a word of a path stands for: a kind, and which of its records.
COLLECTIONS: dict[str, tuple[Kind, str]] = {
    "academicSessions": (Kind.ACADEMIC_SESSION, ""),
    "assessmentLineItems": (Kind.ASSESSMENT_LINE_ITEM, ""),
    "assessmentResults": (Kind.ASSESSMENT_RESULT, ""),
    "categories": (Kind.CATEGORY, ""),
    "classes": (Kind.CLASS, ""),
    "courses": (Kind.COURSE, ""),
    "demographics": (Kind.DEMOGRAPHICS, ""),
    "enrollments": (Kind.ENROLLMENT, ""),
    "gradingPeriods": (Kind.ACADEMIC_SESSION, "gradingPeriod"),
    "lineItems": (Kind.LINE_ITEM, ""),
    "orgs": (Kind.ORG, ""),
    "resources": (Kind.RESOURCE, ""),
    "results": (Kind.RESULT, ""),
    "schools": (Kind.ORG, "school"),
    "scoreScales": (Kind.SCORE_SCALE, ""),
    "students": (Kind.USER, "student"),
    "teachers": (Kind.USER, "teacher"),
    "terms": (Kind.ACADEMIC_SESSION, "term"),
    "users": (Kind.USER, ""),
}


class Part(Struct, frozen=True):
    """One word of a path: the kind that it stands for, which of its records, and the parameter."""

    kind: Kind
    only: str
    parameter: str = ""  # "" where the path ends with the word


class Operation(Struct, frozen=True, kw_only=True):
    """One operation; `scopes` are names of which any one is enough (model/api_scopes.py)."""

    version: Version
    service: str
    method: str
    path: str
    id: str
    scopes: tuple[str, ...]
    parts: tuple[Part, ...]
    documents_404: bool

    @property
    def target(self) -> Part:
        """Return what is read or written."""
        return self.parts[-1]

    @property
    def parents(self) -> tuple[Part, ...]:
        """Return what it lies below, outermost first."""
        return self.parts[:-1]

    @property
    def is_single(self) -> bool:
        """Say whether it reads or writes one record that the path names."""
        return bool(self.target.parameter)

    @property
    def wrapper(self) -> str:
        """Return the member that holds what is sent; demographics are called alike, one or many."""
        if self.is_single:
            return self.target.kind.value
        return _PLURALS[self.target.kind]

    @property
    def base(self) -> str:
        """Return the path of its service."""
        return base_of(self.version, self.service)


_PLURALS = {kind: word for word, (kind, only) in COLLECTIONS.items() if not only}


def base_of(version: Version, service: str) -> str:
    """Return where the operations of a service begin."""
    if version is Version.V1P1:
        return "/ims/oneroster/v1p1"
    return f"/ims/oneroster/{service}/v1p2"


# (path, operation id, scopes in short). C: the core scope is enough as well.
_ROSTERING = """
/academicSessions                                               getAllAcademicSessions          C
/academicSessions/{sourcedId}                                   getAcademicSession              C
/classes                                                        getAllClasses                   C
/classes/{classSourcedId}/students                              getStudentsForClass             R
/classes/{classSourcedId}/teachers                              getTeachersForClass             R
/classes/{sourcedId}                                            getClass                        C
/courses                                                        getAllCourses                   C
/courses/{courseSourcedId}/classes                              getClassesForCourse             R
/courses/{sourcedId}                                            getCourse                       C
/demographics                                                   getAllDemographics              D
/demographics/{sourcedId}                                       getDemographics                 D
/enrollments                                                    getAllEnrollments               C
/enrollments/{sourcedId}                                        getEnrollment                   C
/gradingPeriods                                                 getAllGradingPeriods            C
/gradingPeriods/{sourcedId}                                     getGradingPeriod                C
/orgs                                                           getAllOrgs                      C
/orgs/{sourcedId}                                               getOrg                          C
/schools                                                        getAllSchools                   C
/schools/{schoolSourcedId}/classes                              getClassesForSchool             R
/schools/{schoolSourcedId}/classes/{classSourcedId}/enrollments getEnrollmentsForClassInSchool  R
/schools/{schoolSourcedId}/classes/{classSourcedId}/students    getStudentsForClassInSchool     R
/schools/{schoolSourcedId}/classes/{classSourcedId}/teachers    getTeachersForClassInSchool     R
/schools/{schoolSourcedId}/courses                              getCoursesForSchool             R
/schools/{schoolSourcedId}/enrollments                          getEnrollmentsForSchool         R
/schools/{schoolSourcedId}/students                             getStudentsForSchool            R
/schools/{schoolSourcedId}/teachers                             getTeachersForSchool            R
/schools/{schoolSourcedId}/terms                                getTermsForSchool               R
/schools/{sourcedId}                                            getSchool                       C
/students                                                       getAllStudents                  C
/students/{sourcedId}                                           getStudent                      C
/students/{studentSourcedId}/classes                            getClassesForStudent            R
/teachers                                                       getAllTeachers                  C
/teachers/{sourcedId}                                           getTeacher                      C
/teachers/{teacherSourcedId}/classes                            getClassesForTeacher            R
/terms                                                          getAllTerms                     C
/terms/{sourcedId}                                              getTerm                         C
/terms/{termSourcedId}/classes                                  getClassesForTerm               R
/terms/{termSourcedId}/gradingPeriods                           getGradingPeriodsForTerm        R
/users                                                          getAllUsers                     C
/users/{sourcedId}                                              getUser                         C
/users/{userSourcedId}/classes                                  getClassesForUser               R
"""
_GRADEBOOK = """
GET    /categories                                               getAllCategories              C
GET    /categories/{sourcedId}                                   getCategory                   C
DELETE /categories/{sourcedId}                                   deleteCategory                d
PUT    /categories/{sourcedId}                                   putCategory                   p
GET    /classes/{classSourcedId}/categories                      getCategoriesForClass         R
GET    /classes/{classSourcedId}/lineItems                       getLineItemsForClass          R
GET    /classes/{classSourcedId}/lineItems/{lineItemSourcedId}/results \
 getResultsForLineItemForClass R
GET    /classes/{classSourcedId}/results                         getResultsForClass            R
GET    /classes/{classSourcedId}/students/{studentSourcedId}/results \
 getResultsForStudentForClass R
GET    /lineItems                                                getAllLineItems               C
GET    /lineItems/{sourcedId}                                    getLineItem                   C
DELETE /lineItems/{sourcedId}                                    deleteLineItem                d
PUT    /lineItems/{sourcedId}                                    putLineItem                   p
GET    /results                                                  getAllResults                 C
GET    /results/{sourcedId}                                      getResult                     C
DELETE /results/{sourcedId}                                      deleteResult                  d
PUT    /results/{sourcedId}                                      putResult                     p
"""
_GRADEBOOK_1_2 = """
GET    /assessmentLineItems                                      getAllAssessmentLineItems     A
GET    /assessmentLineItems/{sourcedId}                          getAssessmentLineItem         A
DELETE /assessmentLineItems/{sourcedId}                          deleteAssessmentLineItem      e
PUT    /assessmentLineItems/{sourcedId}                          putAssessmentLineItem         q
GET    /assessmentResults                                        getAllAssessmentResults       A
GET    /assessmentResults/{sourcedId}                            getAssessmentResult           A
DELETE /assessmentResults/{sourcedId}                            deleteAssessmentResult        e
PUT    /assessmentResults/{sourcedId}                            putAssessmentResult           q
POST   /classes/{classSourcedId}/academicSessions/{academicSessionSourcedId}/results \
 postResultsForAcademicSessionForClass o
POST   /classes/{classSourcedId}/lineItems                       postLineItemsForClass         o
GET    /classes/{classSourcedId}/scoreScales                     getScoreScalesForClass        R
POST   /lineItems/{lineItemSourcedId}/results                    postResultsForLineItem        o
POST   /schools/{schoolSourcedId}/lineItems                      postLineItemsForSchool        o
GET    /schools/{schoolSourcedId}/scoreScales                    getScoreScalesForSchool       R
GET    /scoreScales                                              getAllScoreScales             C
GET    /scoreScales/{sourcedId}                                  getScoreScale                 C
DELETE /scoreScales/{sourcedId}                                  deleteScoreScale              d
PUT    /scoreScales/{sourcedId}                                  putScoreScale                 p
"""
_RESOURCES = """
GET    /classes/{classSourcedId}/resources                       getResourcesForClass          R
GET    /courses/{courseSourcedId}/resources                      getResourcesForCourse         R
GET    /resources                                                getAllResources               C
GET    /resources/{sourcedId}                                    getResource                   C
"""
_RESOURCES_1_2 = """
GET    /users/{userSourcedId}/resources                          getResourcesForUser           R
"""
_SCOPES: dict[str, dict[str, tuple[str, ...]]] = {
    ROSTERING: {
        "C": ("roster.readonly", "roster-core.readonly"),
        "R": ("roster.readonly",),
        "D": ("roster-demographics.readonly",),
    },
    GRADEBOOK: {
        "C": ("gradebook.readonly", "gradebook-core.readonly"),
        "R": ("gradebook.readonly",),
        "p": ("gradebook.createput",),
        "d": ("gradebook.delete",),
        "o": ("gradebook.createpost",),
        "A": ("assessment.readonly",),
        "q": ("assessment.createput",),
        "e": ("assessment.delete",),
    },
    RESOURCES: {
        "C": ("resource.readonly", "resource-core.readonly"),
        "R": ("resource.readonly",),
    },
}


def _parts(path: str) -> tuple[Part, ...]:
    words = path.strip("/").split("/")
    named = zip(words[::2], [*words[1::2], ""], strict=False)
    return tuple(Part(*COLLECTIONS[word], parameter.strip("{}")) for word, parameter in named)


def _rows(version: Version, service: str, lines: str) -> list[Operation]:
    found = []
    for line in filter(None, lines.splitlines()):
        words = line.split()
        method, path, name, short = words if len(words) == 4 else ("GET", *words)
        parts = _parts(path)
        found.append(
            Operation(
                version=version,
                service=service,
                method=method,
                path=path,
                id=name,
                scopes=_SCOPES[service][short],
                parts=parts,
                # The rostering document leaves an unknown parent to its default answer; that of
                # resources names 404 even for the list of all.
                documents_404=bool(parts[-1].parameter)
                or service == RESOURCES
                or (service == GRADEBOOK and len(parts) > 1),
            )
        )
    return found


@cache
def operations() -> tuple[Operation, ...]:
    """Return every operation of both versions."""
    of_1_1 = {ROSTERING: _ROSTERING, GRADEBOOK: _GRADEBOOK, RESOURCES: _RESOURCES}
    of_1_2 = {
        ROSTERING: _ROSTERING,
        GRADEBOOK: _GRADEBOOK + _GRADEBOOK_1_2,
        RESOURCES: _RESOURCES + _RESOURCES_1_2,
    }
    return tuple(
        row
        for version, services in ((Version.V1P2, of_1_2), (Version.V1P1, of_1_1))
        for service, lines in services.items()
        for row in _rows(version, service, lines)
    )
