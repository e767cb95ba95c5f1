"""The page of indicators: what there is, what a township adds of its own, and the way to it from an unknown heading."""

import pytest
from apps import LOCALES, field, links, tables, texts, upload
from townships import workbook

from tracking.intake.own_indicators import own_indicators
from tracking.screen import session


def filled(app, **values: object):
    for name, value in values.items():
        field(app, f"own_{name}").set_value(value)
    field(app, "own_by").set_value("办公室")
    return app.run()


@pytest.mark.parametrize("locale", LOCALES)
def test_an_indicator_is_recorded_with_three_words_and_stands_first_in_the_list(opened, own, locale):
    app = filled(opened(own, locale, "indicators"), name="爱心驿站走访", theme="assistance", measure="户次")
    field(app, "own_do").click().run()
    assert not app.exception
    assert "爱心驿站走访" in app.success[0].value
    first = tables(app)[0].iloc[0]
    assert first.iloc[[0, 2]].tolist() == ["爱心驿站走访", "户次"]
    assert first.iloc[4] == {"zh-CN": "自设", "en-GB": "our own"}[locale]


def test_what_is_wrong_with_it_is_said_and_what_was_typed_stays(opened, own):
    app = filled(opened(own, page="indicators"), name="会员")
    field(app, "own_do").click().run()
    assert "a name and code that no indicator" in app.error[0].value
    assert field(app, "own_name").value == "会员"


def test_a_rate_asks_for_its_parts_and_not_for_a_measure(opened, own):
    app = filled(opened(own, page="indicators"), name="某覆盖率", kind="rate")
    filled(app, numerator="unionised", denominator="should_unionise")
    field(app, "own_do").click().run()
    assert not app.error, texts(app)
    (rate,) = own_indicators(session.open_database())
    assert (rate["measure"], rate["numerator"], rate["denominator"]) == ("%", "unionised", "should_unionise")


def test_one_of_ours_is_changed_and_the_rest_of_it_stays(opened, own):
    app = filled(opened(own, page="indicators"), name="爱心驿站走访", measure="户次", reported_by="township")
    field(app, "own_do").click().run()
    field(app, "own_code").set_value("own_ai_xin_yi_zhan_zou_fang").run()
    filled(app, synonyms="入户走访，驿站慰问")
    field(app, "own_do").click().run()
    assert not app.error, texts(app)
    (row,) = own_indicators(session.open_database())
    assert (row["synonyms"], row["measure"], row["reported_by"]) == ("入户走访;驿站慰问", "户次", "township")


def test_a_heading_that_nobody_knows_leads_to_the_page(opened, own):
    rows = [["2020年第一季度（当季）"], ["单位名称", "爱心驿站走访"], ["甲厂", 3]]
    app = upload(opened(own, page="imports"), ("a.xlsx", workbook(("S", rows))))
    assert any("indicators" in page for page, _query in links(app))
