"""Who may do what with money: whoever runs the edition, and the coordinators of the school that pays."""

import rules

from core.accounts.models import User
from core.accounts.permissions import is_secretariat
from events.payments.models import Invoice, Order, OrderLine, Refund, StatementLine
from events.programmes import team
from events.programmes.models import Edition
from talent.institutions.membership import acts_as, institutions_of
from talent.institutions.models import MembershipRole

Subject = Edition | Order | OrderLine | Invoice | Refund | StatementLine


def order_of(subject: Order | Invoice) -> Order:
    return subject if isinstance(subject, Order) else subject.order


@rules.predicate
def runs_its_edition(user: User, subject) -> bool:
    if isinstance(subject, Edition):
        return team.runs(user, subject)
    edition = getattr(subject, "edition", None)
    return team.runs(user, edition if edition is not None else subject.order.edition)


@rules.predicate
def pays_for(user: User, subject) -> bool:
    return acts_as(user, order_of(subject).school_id, MembershipRole.COORDINATOR)


@rules.predicate
def issues_invoices(user: User, line) -> bool:
    """The organisers of the institution whose account the line came into."""
    return acts_as(user, line.issuer_id, MembershipRole.ORGANISER)


@rules.predicate
def keeps_its_account(user: User, edition: Edition) -> bool:
    """Organisers of the institution that issues the edition's invoices: statements tell of all that came in there."""
    return acts_as(user, edition.terms.issuer_id, MembershipRole.ORGANISER)


@rules.predicate
def coordinates_a_school(user: User) -> bool:
    return user.is_authenticated and bool(institutions_of(user, MembershipRole.COORDINATOR))


rules.add_perm("payments.order", coordinates_a_school)
rules.add_perm("payments.pay", pays_for)
rules.add_perm("payments.see_order", is_secretariat | pays_for | runs_its_edition)
rules.add_perm("payments.run", is_secretariat | runs_its_edition)
rules.add_perm("payments.statements", is_secretariat | (runs_its_edition & keeps_its_account))
rules.add_perm("payments.book", is_secretariat | issues_invoices)
