from tests.permissions.registration import OTHERS, OWN, others, others_registration, own, own_registration
from tests.permissions.row import Row

ROWS = [
    Row("move_to_group", "timetable.move_to_group", OWN, own_registration),
    Row("move_to_group", "timetable.move_to_group", OTHERS, others_registration, "another's"),
]
for name in ("groups", "groups_file"):
    ROWS.append(Row(name, "timetable.see_groups", OWN, own))
    ROWS.append(Row(name, "timetable.see_groups", OTHERS, others, "another's"))
for name in ("propose_groups", "store_groups", "place_late_students"):
    ROWS.append(Row(name, "timetable.make_groups", OWN, own))
    ROWS.append(Row(name, "timetable.make_groups", OTHERS, others, "another's"))
