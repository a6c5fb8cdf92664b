"""Class mapping: one course of an app that is several sections of the SIS."""

from homeroom.rules.section import Section


class ClassMap(Section, frozen=True, kw_only=True):
    """A course of an app, by its id there, and the sections that it is, by the ids shown here.

    `due_key` names the metadata of a result in which the app writes a due date for one student.
    """

    app: str
    course: str
    sections: tuple[str, ...]
    due_key: str = ""

    def __post_init__(self) -> None:
        if not self.sections or len(set(self.sections)) < len(self.sections):
            raise ValueError(f"{self.course} needs at least one section, and each of them once")
