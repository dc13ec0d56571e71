from talent.people import consent_permissions

__all__ = ["consent_permissions"]
