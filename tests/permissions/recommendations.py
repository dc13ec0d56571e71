from talent.recommendations.letters import RECOMMENDATION_LINK, about
from tests.permissions.row import BY_LINK, EVERYBODY, SECRETARIAT, Row
from tests.world import COORDINATOR, ORGANISER, OTHER_COORDINATOR, OTHER_ORGANISER, TEACHER

OWN_SCHOOL = {COORDINATOR, TEACHER}


def nomination(world):
    return {"key": world.nomination.key}


def other_nomination(world):
    return {"key": world.other_nomination.key}


def asked(world):
    return {"key": world.recommendation.key}


def given(world):
    return {"key": world.given_recommendation.key}


def shown(world):
    return {"key": world.shown_recommendation.key}


def other(world):
    return {"key": world.other_recommendation.key}


def link(world):
    return {"token": RECOMMENDATION_LINK.token(about(world.recommendation))}


def broken(world):
    return {"token": link(world)["token"][:-3]}


ROWS = [
    Row("ask_all_of_school", "nominations.submit_for_school", {COORDINATOR},
        lambda world: {"key": world.call.key, "school": world.school.key}),
    Row("ask_all_of_school", "nominations.submit_for_school", {OTHER_COORDINATOR},
        lambda world: {"key": world.call.key, "school": world.other_school.key}, "another's"),
    Row("recommendation_text", "recommendations.read", {ORGANISER, SECRETARIAT}, given),
    Row("recommendation_text", "recommendations.read", OWN_SCHOOL | {ORGANISER, SECRETARIAT}, shown, "for the school"),
    Row("recommendation_text", "recommendations.read", {OTHER_COORDINATOR, OTHER_ORGANISER, SECRETARIAT}, other,
        "another's"),
    Row("recommendation_text", "recommendations.read", set(), asked, "not given"),
    Row("save_recommendation", BY_LINK, EVERYBODY, link),
    Row("confirm_recommender", BY_LINK, EVERYBODY, link),
    Row("new_recommendation_link", BY_LINK, EVERYBODY, link),
    Row("cannot_recommend", BY_LINK, EVERYBODY, link),
    Row("recommendation", BY_LINK, EVERYBODY, link),
    Row("recommendation", BY_LINK, set(), broken, "by a broken link", gone=True),
]
for name in ("recommendations", "ask_named"):
    ROWS.append(Row(name, "recommendations.name", OWN_SCHOOL, nomination))
    ROWS.append(Row(name, "recommendations.name", {OTHER_COORDINATOR}, other_nomination, "another's"))
for name in ("renew_recommendation", "cancel_recommendation"):
    ROWS.append(Row(name, "recommendations.ask", OWN_SCHOOL, asked))
    ROWS.append(Row(name, "recommendations.ask", {OTHER_COORDINATOR}, other, "another's"))
