import rules

from core.accounts.permissions import is_secretariat

rules.add_perm("audit.see_entries", is_secretariat)
