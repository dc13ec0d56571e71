import rules


@rules.predicate
def is_secretariat(user) -> bool:
    return user.is_authenticated and user.is_active and user.is_secretariat


rules.add_perm("accounts.see_users", is_secretariat)
rules.add_perm("accounts.change_standing", is_secretariat)
