"""A day after the quarter, chosen on the overview, a theme or the printed page, goes by what is due then, and says so."""

from datetime import date

import pytest
from apps import LOCALES, bullets, field, metrics, texts, word


@pytest.mark.parametrize("locale", LOCALES)
def test_the_overview_is_judged_by_the_day_of_a_link_and_says_so(opened, no_database, locale):
    app = opened(no_database, locale, unit="QHZ", year="2020", quarter="2", on="2020-07-16")
    assert not app.exception
    assert word(
        ("数据截至2020年6月30日，按2020年7月16日的序时要求评定", "judged by what is due on 2020-07-16"), locale
    ) in texts(app)
    at_the_end = opened(no_database, locale, unit="QHZ", year="2020", quarter="2")
    assert metrics(app) != metrics(at_the_end) or bullets(app) != bullets(at_the_end)


@pytest.mark.parametrize("page", ["formation", "printed"])
def test_a_day_is_chosen_on_the_page_and_kept_in_the_link(opened, no_database, page):
    app = opened(no_database, page=page, unit="QHZ", year="2020", quarter="2")
    assert "judged by" not in texts(app)
    field(app, "on_day").set_value(date(2020, 7, 10)).run()
    assert not app.exception
    assert "judged by what is due on 2020-07-10" in texts(app)
    assert app.query_params["on"] == "2020-07-10"
    field(app, "on_day").set_value(date(2020, 6, 30)).run()
    assert "on" not in app.query_params


def test_a_day_outside_the_quarter_after_is_no_choice(opened, no_database):
    app = opened(no_database, unit="QHZ", year="2020", quarter="2", on="2020-12-01")
    assert "judged by" not in texts(app)
    assert "figures to" not in texts(opened(no_database, unit="QHZ", year="2020", quarter="3", on="2020-10-16"))
