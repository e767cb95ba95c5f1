"""What every page stands on: the database, the unit and quarter chosen, forms that lose nothing, tables on the screen."""

from tracking.screen.session.choosing import (
    MOST_LISTED,
    choose_from,
    choose_language,
    language_switch,
    quarter_word,
    searched,
)
from tracking.screen.session.database import (
    ask_who_looks,
    banner,
    database_path,
    forget_database,
    is_example,
    only_example,
    open_database,
    say_example,
    start_own_database,
    whole_store,
)
from tracking.screen.session.doubting import ask_if_right, unless_odd
from tracking.screen.session.drawn import drawn_by
from tracking.screen.session.forms import (
    Form,
    ask_name,
    drafts_of,
    named,
    say,
    say_what_is_left,
    taking_back,
    this_browser,
    who_works,
    why_not_kept,
)
from tracking.screen.session.frame import SIDEBAR, draw_frame
from tracking.screen.session.jumping import ask_part_of_name, jump_box, narrowed, show_found
from tracking.screen.session.kept import (
    above_of,
    duties_in,
    evidence_in,
    exempt_in,
    exemptions_in,
    facts_of,
    follow_ups_in,
    history_of,
    idle_in,
    indicator_names,
    is_large,
    name_in_list,
    needed_in,
    newest_data,
    newest_quarter,
    once,
    once_for_data,
    patience,
    progress_of,
    read_once,
    report_of,
    rows_of,
    scope_of,
    today_of,
    waiting_in,
)
from tracking.screen.session.leading import open_unit, show_cards, show_list, show_units
from tracking.screen.session.link import choice_in_link, take_from_link, write_to_link
from tracking.screen.session.page import NODE_KINDS, page_view
from tracking.screen.session.past import choose_day, look_back, short_snapshot_text, snapshots_in
from tracking.screen.session.plain_text import plain
from tracking.screen.session.registered import beside_in, cases_in, contracts_in, known_in, standing_in, unionised_in
from tracking.screen.session.remembering import forget_everything, remembered
from tracking.screen.session.scored import (
    closed_in,
    every_rules_in,
    in_force_in,
    indicators_by_code,
    once_for_scoring,
    sheets_in,
)
from tracking.screen.session.showing import show_chart, show_table
from tracking.screen.session.terms import (
    COOKIE,
    GATE,
    Terms,
    may_store,
    pages_hidden,
    person_at_the_page,
    say_that_it_is_handed_in,
    say_who_looks,
    sees_to_people,
    stop_unless_they_store,
)
from tracking.screen.session.tools import choose_size, is_big, kept_views, note_table, page_tools, say_paper
from tracking.screen.session.trouble import told_in_sentences
from tracking.screen.session.uploads import AWAY, KEPT, KEPT_AT_MOST, bound_uploads, keep_for_import
from tracking.screen.session.view import View
from tracking.screen.session.window import close_window, draw_window, open_window, opened_window
