"""The page Plan under AppTest: its tabs, its draft, what is typed into its grid."""

from apps import field
from streamlit.testing.v1 import AppTest

from tracking.plan.draft import Draft

TABS = {
    "zh-CN": ("目标", "进度安排", "版本对比", "分解情况"),
    "en-GB": ("Targets", "Phasing", "Versions", "Breakdown"),
}


def draft_in(app: AppTest) -> Draft:
    """The draft of the targets; AppTest cannot type into a grid."""
    drafts = app.session_state["plan_drafts"]
    return next(draft for key, draft in drafts.items() if len(key) == 3)


def type_in(app: AppTest, row: int, **cells: object) -> AppTest:
    """Edit the draft as the grid would."""
    draft = draft_in(app)
    draft.take({"edited_rows": {row: cells}, "added_rows": [], "deleted_rows": []})
    return app.run()


def open_tab(app: AppTest, number: int, locale: str = "en-GB") -> AppTest:
    app.session_state["plan_tab"] = TABS[locale][number]
    return app.run()


def fill(app: AppTest, name: str, **said: str) -> AppTest:
    for what, text in said.items():
        field(app, f"save_{name}_{what}").set_value(text)
    return app
