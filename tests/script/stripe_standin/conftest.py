import pytest

from script.stripe_standin.server import Server, StandIn
from tests.stripe_site import KEY, Ear, Site, serving


@pytest.fixture
def site():
    for server in serving(Server(StandIn(KEY))):
        yield Site(server)


@pytest.fixture
def ear():
    yield from serving(Ear())
