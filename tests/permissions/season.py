from tests.permissions.row import EVERYBODY, PUBLIC, Row

ROWS = [Row(name, PUBLIC, EVERYBODY) for name in ("season", "season_month", "season_feed")]
