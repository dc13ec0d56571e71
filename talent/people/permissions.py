from talent.people import consent_permissions, student_permissions
from talent.people.record import permissions as record_permissions

__all__ = ["consent_permissions", "record_permissions", "student_permissions"]
