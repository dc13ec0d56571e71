import rules

from core.accounts.permissions import is_secretariat

rules.add_perm("mail.see_outbox", is_secretariat)
rules.add_perm("mail.send_again", is_secretariat)
