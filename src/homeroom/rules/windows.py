"""When so many grades of a class change at once that a person should look first."""

from homeroom.rules.placed import PlacedRule


class GradeWindow(PlacedRule, frozen=True, kw_only=True):
    """What may happen to the delivered grades of one app in one class within some hours.

    Shares are percents; below a minimum nothing is held. With 100 percent nothing ever is.
    """

    app: str = ""  # by its short name; every app by default
    hours: int = 24
    changed_percent: int = 50  # of the grades that stand in the SIS
    changed_minimum: int = 100
    emptied_percent: int = 50  # of the grades that were sent within these hours
    emptied_minimum: int = 100

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.hours < 1 or min(self.changed_percent, self.emptied_percent) < 0:
            raise ValueError("a window has at least one hour, and no share below 0 percent")


USUAL = GradeWindow()
