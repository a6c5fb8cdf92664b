"""Assessment line items and results of OneRoster 1.2: stored, not graded (1.1 has neither)."""

from homeroom.sandbox.campus.grades import Assessment, AssessmentScore


class AssessmentBook:
    """Deleted rows stay as tombstones."""

    def __init__(self) -> None:
        self.revision = 0
        self.items: dict[str, Assessment] = {}
        self.scores: dict[str, AssessmentScore] = {}

    def put_item(self, item: Assessment) -> None:
        self.items[item.id] = item
        self.revision += 1

    def put_score(self, score: AssessmentScore) -> None:
        self.scores[score.id] = score
        self.revision += 1
