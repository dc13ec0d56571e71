from talent.people import consent_permissions, staff_permissions, student_permissions
from talent.people.record import permissions as record_permissions
from talent.people.school_change import permissions as school_change_permissions

__all__ = [
    "consent_permissions", "record_permissions", "school_change_permissions", "staff_permissions",
    "student_permissions",
]
