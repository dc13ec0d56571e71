from tests.permissions.registration import OTHERS, OWN, SCHOOLS, others, own
from tests.permissions.row import EVERYBODY, PUBLIC, Row
from tests.world import COORDINATOR, OTHER_COORDINATOR


def code(world):
    return {"code": world.certificate.code}


def unknown_code(world):
    return {"code": "2222-2222-2222"}


def own_certificate(world):
    return {"key": world.certificate.key}


def others_certificate(world):
    return {"key": world.other_certificate.key}


ROWS = [
    Row("verify", PUBLIC, EVERYBODY),
    Row("verify_certificate", PUBLIC, EVERYBODY, code),
    Row("print_public_certificate", PUBLIC, EVERYBODY, code),
    Row("verify_certificate", PUBLIC, set(), unknown_code, "nobody's", gone=True),
    Row("own_certificates", "certificates.list_own", SCHOOLS),
    Row("revoke_certificate", "certificates.revoke", OWN, own_certificate),
    Row("revoke_certificate", "certificates.revoke", OTHERS, others_certificate, "another's"),
    Row("issue_certificates", "certificates.issue", OWN, own),
    Row("issue_certificates", "certificates.issue", OTHERS, others, "another's"),
]
for name in ("certificate", "print_certificate"):
    ROWS.append(Row(name, "certificates.see", OWN | {COORDINATOR}, own_certificate))
    ROWS.append(Row(name, "certificates.see", OTHERS | {OTHER_COORDINATOR}, others_certificate, "another's"))
for name in ("edition_certificates", "certificates_progress"):
    ROWS.append(Row(name, "certificates.see_all", OWN, own))
    ROWS.append(Row(name, "certificates.see_all", OTHERS, others, "another's"))
