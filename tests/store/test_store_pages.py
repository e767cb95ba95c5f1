"""What people see when the database is damaged, gone or in trouble: a sentence and a way on, never the program's words."""

import shutil
from pathlib import Path

import duckdb
import pytest
from apps import LOCALES, WITH_QUARTER, bullets, forget_what_was_computed, go, texts
from databases import DAMAGES, beside, contents, forget_what_was_read

from tracking.screen import session
from tracking.store import opened as opened_module
from tracking.store.coming_back import DatabaseGone


def errors(app) -> str:
    return "\n".join(element.value for element in app.error).replace("\\", "")


def warnings(app) -> str:
    return "\n".join(element.value for element in app.warning).replace("\\", "")


@pytest.mark.parametrize("locale", LOCALES)
def test_a_database_that_is_gone_is_offered_over_the_whole_page_and_put_back_by_a_button(opened, own, locale):
    before = contents(own)
    own.unlink()
    app = opened(own, locale=locale)
    assert not app.exception
    assert "own.duckdb.copy" in errors(app)
    assert ("with 4 submissions" if locale.startswith("en") else "共 4 个批次") in errors(app)
    assert len(app.title) == 0, "no page of the example is shown"
    app.button(key="put_back").click().run()
    assert not app.exception
    assert any("7/40" in text for text in bullets(app))
    assert ("It was put back from" if locale.startswith("en") else "恢复") in warnings(app)
    session.open_database().close()
    session.forget_everything()
    assert contents(own) == before


def test_what_is_left_of_a_database_is_not_offered_where_it_is_no_good_and_the_example_is_not_shown(opened, own):
    copy, good = Path(f"{own}.copy"), own.read_bytes()
    own.unlink()
    copy.write_bytes(b"noise" * 999)
    app = opened(own)
    assert "cannot be read: own.duckdb.copy. Nothing was changed." in errors(app)
    assert [button for button in app.button if button.key == "put_back"] == []
    assert beside(own) == ["own.duckdb.copy"]
    own.write_bytes(good)


@pytest.mark.parametrize("name", ["its head is zeroed", "all but its head is noise", "it is empty"])
def test_a_database_found_damaged_is_put_back_and_every_page_says_so(opened, own, name):
    DAMAGES[name](own)
    app = opened(own)
    assert "It was put back from own.duckdb.copy, as of" in warnings(app)
    assert any("7/40" in text for text in bullets(app))
    assert "It was put back" in warnings(go(app, "records"))


def test_a_database_damaged_for_good_is_a_sentence_on_every_page(opened, own, tmp_path):
    whole = shutil.copyfile(own, tmp_path / "whole")
    DAMAGES["it is noise"](own)
    Path(f"{own}.copy").unlink()
    for page in ("overview", "records", "imports"):
        app = opened(own, page=page)
        assert not app.exception
        assert "cannot be opened: it is not a database. No good copy of it lies beside it" in errors(app)
    shutil.copyfile(whole, own)


def test_damage_met_while_a_page_is_made_is_mended_and_said_on_that_page(opened, own):
    app = opened(own)
    DAMAGES["all but its head is noise"](own)
    forget_what_was_read(session.open_database())
    forget_what_was_computed()
    for page in WITH_QUARTER[1:3]:
        go(app, page)
        assert not app.exception
        assert errors(app) == ""
        assert "It was put back from own.duckdb.copy" in warnings(app)


def test_a_database_taken_away_under_the_dashboard_is_offered_at_the_next_act(opened, own):
    app = opened(own)
    store = session.open_database()
    own.unlink()
    with pytest.raises(DatabaseGone, match="puts it back"):
        store.add("setting", {})
    go(app, "records")  # what was read before is still shown; this was not
    assert not app.exception
    assert "a copy of it is kept there" in errors(app)
    app.button(key="put_back").click().run()
    go(app, "overview")
    assert any("7/40" in text for text in bullets(app))


@pytest.mark.parametrize("locale", LOCALES)
def test_an_error_that_nobody_foresaw_is_a_sentence_with_its_number_in_the_log(
    opened, own, monkeypatch, unforeseen, locale
):
    def fail(*_about: object) -> None:
        raise RuntimeError("张三 13812345678")

    app = opened(own, locale=locale)
    monkeypatch.setattr("tracking.screen.session.page.show_which_day", fail)
    app.run()
    assert not app.exception, "not Streamlit's own box"
    said = ("Something went wrong that was not foreseen. (This is no. ", "出现了程序没有预料到的问题。（编号 ")
    assert errors(app).startswith(said)
    assert "张三" not in errors(app)
    assert "RuntimeError" in Path(f"{own}.log").read_text(encoding="utf-8")
    assert len(unforeseen) == 1
    unforeseen.clear()
    monkeypatch.undo()


def test_an_error_of_the_engine_is_a_sentence_and_the_page_works_again_afterwards(opened, own, monkeypatch):
    app = opened(own)
    with monkeypatch.context() as patch:
        patch.setattr(opened_module.OpenDatabase, "cursor", refuse)
        forget_what_was_computed()
        go(app, "records")
        assert not app.exception
        assert "The database own.duckdb could not do this." in errors(app)
        assert "Catalog Error" not in errors(app)
    assert errors(go(app, "records")) == ""


def refuse(_self: object) -> None:
    raise duckdb.CatalogException("Catalog Error: 张三")


def test_beginning_where_no_folder_can_be_made_is_a_sentence(opened, no_database, tmp_path):
    (tmp_path / "usb").write_bytes(b"no folder")
    app = opened(tmp_path / "usb" / "own.duckdb", page="imports")
    begin(app)
    assert not app.exception
    assert "There is no folder " in errors(app)


def begin(app):
    """Enter the union's name and leave the example."""
    app.text_input(key="union_name").set_value("青禾镇总工会")
    return next(button for button in app.button if "Start with our own data" in button.label).click().run()


def test_beginning_that_cannot_be_stored_leaves_no_database_and_the_example_stays(opened, no_database, monkeypatch):
    app = opened(no_database, page="imports")
    with monkeypatch.context() as patch:
        patch.setattr(opened_module, "SMALLEST_FREE_DISK", 1 << 62)
        begin(app)
        assert "The disk is nearly full" in errors(app)
    assert beside(no_database) == []
    assert "You are looking at the example" in texts(app.run())
