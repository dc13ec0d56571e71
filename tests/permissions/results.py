from tests.permissions.contests import ALL, OTHERS_ALL, others, own
from tests.permissions.row import EVERYBODY, PUBLIC, Row
from tests.world import JURY_CHAIR, OTHER_JURY_CHAIR


def published(world):
    return {"key": world.publication.contest.key}


ROWS = [Row("published_results", PUBLIC, EVERYBODY)]
for name in ("results", "results_by_country", "results_statistics", "results_file"):
    ROWS.append(Row(name, PUBLIC, EVERYBODY, published))
    ROWS.append(Row(name, PUBLIC, set(), own, "not published", gone=True))
for name in ("standing", "jury_meeting"):
    ROWS.append(Row(name, "results.see_standing", ALL, own))
    ROWS.append(Row(name, "results.see_standing", OTHERS_ALL, others, "another's"))
for name in ("choose_cutoffs", "publish_results", "correct_results"):
    ROWS.append(Row(name, "results.decide", {JURY_CHAIR}, own))
    ROWS.append(Row(name, "results.decide", {OTHER_JURY_CHAIR}, others, "another's"))
