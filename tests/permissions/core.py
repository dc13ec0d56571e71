from tests.permissions.row import EVERYBODY, PUBLIC, SECRETARIAT, SIGNED_IN, SIGNED_IN_ROLES, Row

ONLY_SECRETARIAT = {SECRETARIAT}


def some_user(world):
    return {"key": world.some_user.key}


def message(world):
    return {"key": world.message.key}


ROWS = [
    Row("home", PUBLIC, EVERYBODY),
    Row("healthy", PUBLIC, EVERYBODY),
    Row("set_language", PUBLIC, EVERYBODY),
    Row("personal_settings", SIGNED_IN, SIGNED_IN_ROLES),
    Row("first_run", PUBLIC, set(), gone=True),
    Row("demonstration_sign_in", PUBLIC, EVERYBODY, some_user),
    Row("users", "accounts.see_users", ONLY_SECRETARIAT),
    Row("user", "accounts.see_users", ONLY_SECRETARIAT, some_user),
    Row("close_account", "accounts.change_standing", ONLY_SECRETARIAT, some_user),
    Row("reopen_account", "accounts.change_standing", ONLY_SECRETARIAT, some_user),
    Row("join_secretariat", "accounts.change_standing", ONLY_SECRETARIAT, some_user),
    Row("leave_secretariat", "accounts.change_standing", ONLY_SECRETARIAT, some_user),
    Row("audit", "audit.see_entries", ONLY_SECRETARIAT),
    Row("readings", "audit.see_entries", ONLY_SECRETARIAT),
    Row("outbox", "mail.see_outbox", ONLY_SECRETARIAT),
    Row("message", "mail.see_outbox", ONLY_SECRETARIAT, message),
    Row("send_message_again", "mail.send_again", ONLY_SECRETARIAT, message),
]
