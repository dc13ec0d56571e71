from talent.people import consent_permissions, student_permissions

__all__ = ["consent_permissions", "student_permissions"]
