"""Two small districts: one of version 1.1, one of version 1.2. People and schools are invented."""

from homeroom.connectors.oneroster_csv.tests.packages import manifest, sheet

SESSIONS = sheet(
    "title,type,startDate,endDate,parentSourcedId,schoolYear",
    "y27,,,2026-2027,schoolYear,2026-08-15,2027-06-11,,2027",
    "t1,,,Fall,term,2026-08-15,2026-12-19,y27,2027",
)
ORGS = sheet(
    "name,type,identifier,parentSourcedId",
    "d1,,,Pinecone District,district,100,",
    "s1,,,Acorn Elementary,school,101,d1",
)
COURSES = sheet(
    "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    'c1,,,y27,Algebra I,MA101,"09,10",s1,"Mathematics,Algebra","02,0201"',
)
CLASSES = sheet(
    "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,"
    "subjects,subjectCodes,periods",
    'k1,,,Algebra I - 2,"09,10",c1,MA101-2,scheduled,Room 7,s1,"t1,t2","Mathematics",02,"1,3"',
)
ENROLLMENTS = sheet(
    "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "e1,,,k1,s1,u1,student,false,2026-08-15,2026-12-19",
    "e2,,,k1,s1,u2,teacher,true,,",
)
DEMOGRAPHICS = sheet(
    "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
    "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,"
    "hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,"
    "publicSchoolResidenceStatus",
    "u1,,,2012-03-04,female,false,true,false,false,true,true,false,US,IL,Springfield,01652",
)
USERS_1_1 = sheet(
    "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,"
    "email,sms,phone,agentSourcedIds,grades,password",
    'u1,,,true,s1,student,mira,"{Fed:mira@x.example},{LDAP:mira7}",Mira,Fernhollow,Q,900,'
    "mira@x.example,,,u3,09,hunter2",
    'u2,,,true,"s1,d1",teacher,tove,,Tove,Larkspur,,901,tove@x.example,,,,,hunter2',
    "u3,,,false,s1,parent,ada,,Ada,Fernhollow,,,,,,u1,,",
)
CATEGORIES_1_1 = sheet("title", "cat1,,,Tests")
LINE_ITEMS_1_1 = sheet(
    "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
    "gradingPeriodSourcedId,resultValueMin,resultValueMax",
    "li1,,,Quiz 1,,2026-09-01,2026-09-08,k1,cat1,t1,0,20.5",
)
RESULTS_1_1 = sheet(
    "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment",
    'r1,,,li1,u1,fully graded,18.50,2026-09-09,"Well done, Mira"',
)
RESOURCES = sheet(
    "vendorResourceId,title,roles,importance,vendorId,applicationId",
    'res1,,,v-77,Workbook,"student,teacher",primary,acme,acme-app',
)
CLASS_RESOURCES = sheet("title,classSourcedId,resourceSourcedId", "cr1,,,Workbook,k1,res1")
COURSE_RESOURCES = sheet("title,courseSourcedId,resourceSourcedId", "co1,,,Workbook,c1,res1")

_ROSTER = {
    "academicSessions": SESSIONS,
    "orgs": ORGS,
    "courses": COURSES,
    "classes": CLASSES,
    "enrollments": ENROLLMENTS,
    "demographics": DEMOGRAPHICS,
    "resources": RESOURCES,
    "classResources": CLASS_RESOURCES,
    "courseResources": COURSE_RESOURCES,
}
_FILES_1_1 = {
    **_ROSTER,
    "users": USERS_1_1,
    "categories": CATEGORIES_1_1,
    "lineItems": LINE_ITEMS_1_1,
    "results": RESULTS_1_1,
}
DISTRICT_1_1 = {"manifest": manifest("1.1", **dict.fromkeys(_FILES_1_1, "bulk")), **_FILES_1_1}

USERS = sheet(
    "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,"
    "agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns",
    "u1,,,true,mira,{Fed:mira@x.example},Miranda,Fernhollow,Quill,900,mira@x.example,1,2,u3,09,"
    "hunter2,m-1,Mira,Q,Fern,s1,she/her/hers",
    "u2,,,true,tove,,Tove,Larkspur,,901,tove@x.example,,,,,hunter2,,,,,,",
)
ROLES = sheet(
    "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
    "ro1,,,u1,primary,student,2026-08-15,2027-06-11,s1,p1",
    "ro2,,,u2,primary,teacher,,,s1,",
    "ro3,,,u2,secondary,siteAdministrator,,,d1,",
)
PROFILES = sheet(
    "userSourcedId,profileType,vendorId,applicationId,description,credentialType,username,password",
    "p1,,,u1,Learning app,acme,acme-app,Mira's account,secret,mira-login,hunter2",
)
USER_RESOURCES = sheet(
    "userSourcedId,orgSourcedId,classSourcedId,resourceSourcedId", "ur1,,,u1,s1,k1,res1"
)
CATEGORIES = sheet("title,weight", "cat1,,,Tests,40", "cat2,,,Homework,60")
SCALES = sheet(
    "title,type,orgSourcedId,courseSourcedId,classSourcedId,scoreScaleValue",
    'sc1,,,Letters,letter,s1,c1,k1,"{A+:100},{A:94},{B:7-10}"',
)
LINE_ITEMS = sheet(
    "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
    "academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId",
    "li1,,,Quiz 1,Fractions,2026-09-01,2026-09-08,k1,cat1,t1,0,20.5,s1",
    "li2,,,Essay,,2026-09-02,2026-09-09,k1,cat2,t1,,100,s1",
)
LINE_ITEM_SCALES = sheet("title,lineItemSourcedId,scoreScaleSourcedId", "ls1,,,Letters,li2,sc1")
LINE_ITEM_OBJECTIVES = sheet(
    "lineItemSourcedId,source,learningObjectiveId",
    "lo1,,,li1,case,b5f0a8f2-1111-4222-8333-944455556666",
    "lo2,,,li1,unknown,MA.3",
    "lo3,,,li1,case,c6f0a8f2-1111-4222-8333-944455556666",
)
RESULTS = sheet(
    "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,"
    "classSourcedId,inProgress,incomplete,late,missing",
    'r1,,,li1,u1,fully graded,18.50,2026-09-09,"Well done, Mira",,k1,false,false,true,false',
    "r2,,,li2,u1,not submitted,,2026-09-10,,,k1,,,,true",
    "r3,,,li2,u4,fully graded,94,2026-09-10,,A,k1,,,,",
)
RESULT_SCALES = sheet("title,resultSourcedId,scoreScaleSourcedId", "rs1,,,Letters,r3,sc1")
RESULT_OBJECTIVES = sheet(
    "resultSourcedId,source,learningObjectiveId,score,textScore",
    "ro1,,,r1,unknown,MA.3,3.50,",
    "ro2,,,r1,unknown,MA.4,,proficient",
)
_FILES_1_2 = {
    **_ROSTER,
    "users": USERS,
    "roles": ROLES,
    "userProfiles": PROFILES,
    "userResources": USER_RESOURCES,
    "categories": CATEGORIES,
    "scoreScales": SCALES,
    "lineItems": LINE_ITEMS,
    "lineItemScoreScales": LINE_ITEM_SCALES,
    "lineItemLearningObjectiveIds": LINE_ITEM_OBJECTIVES,
    "results": RESULTS,
    "resultScoreScales": RESULT_SCALES,
    "resultLearningObjectiveIds": RESULT_OBJECTIVES,
}
DISTRICT_1_2 = {"manifest": manifest("1.2", **dict.fromkeys(_FILES_1_2, "bulk")), **_FILES_1_2}
