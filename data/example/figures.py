"""The invented figures of every unit and quarter: levels follow from the histories, flows from explicit sums.

A sum is shared out by fixed rules (by employees, largest remainders first); nothing is random.
"""

from collections.abc import Callable

from township import (
    CATCHES_UP,
    CLOSED,
    FEDERATIONS,
    FIRMS,
    LAGGARDS,
    OPENED_LATELY,
    QUARTERS,
    REGIONAL_UNTIL,
    SILENT,
    SLOW,
    STOPPED,
    TOWN,
    at,
    began,
    in_regional,
    reports,
)

from tracking.catalogue import standard_indicators

# ---- levels at the end of a quarter ----------------------------------------------------------------------------------

NOT_COVERED = {"东升": 84, "恒泰": 34, "明辉": 16}  # agency workers, outside the collective contract
ASSISTED_FROM_START = 46  # hardship households on file at the beginning of 2019
OUT_OF_HARDSHIP = (1, 2, 1, 2, 2, 4)


def headcount(firm: dict) -> int:
    return firm["employees"]


def shared(total: int, takers: list[dict], unit: int = 1, weigh: Callable = headcount) -> dict[str, int]:
    """A total split by weight, largest remainders first: {short name: part}, parts in multiples of ``unit``."""
    weight = sum(weigh(firm) for firm in takers)
    count = total // unit
    parts = {firm["short"]: count * weigh(firm) // weight for firm in takers}
    rest = sorted(takers, key=lambda firm: (-(count * weigh(firm) % weight), firm["number"]))
    for firm in rest[: count - sum(parts.values())]:
        parts[firm["short"]] += 1
    return {short: part * unit for short, part in parts.items()}


def steady() -> list[dict]:
    """Enterprises with a union in every quarter from 2019 on that always report."""
    return [f for f in FIRMS if f["union"] == "=" and f["short"] not in (*SILENT, STOPPED, CLOSED)]


HARDSHIP = shared(ASSISTED_FROM_START, steady()[::2])
HOLDERS = [short for short, households in HARDSHIP.items() if households]


def leaves_hardship(quarter: int) -> list[str]:
    """The enterprises with one household less on file this quarter."""
    first = sum(OUT_OF_HARDSHIP[:quarter])
    return HOLDERS[first : first + OUT_OF_HARDSHIP[quarter]]


def employees(firm: dict, quarter: int) -> int:
    """Slow growth or decline towards the number of mid-2020."""
    return firm["employees"] + (quarter - 5) * (firm["number"] % 3 - 1) * (firm["employees"] // 100)


def members(firm: dict, quarter: int) -> int:
    share = 90 + firm["number"] % 8 if firm["union"] == "=" else 72 + firm["number"] % 8
    return employees(firm, quarter) * share // 100


def levels(firm: dict, quarter: int) -> dict[str, object]:
    """What an enterprise types in the columns of levels; one without a union leaves most of them blank."""
    has_union, staff = at(firm["union"], quarter), employees(firm, quarter)
    own = {"should_unionise": int(firm["union"] != "."), "unionised": int(has_union),
           "bookhouses": int(firm["employees"] >= 250 or (firm["employees"] >= 200 and quarter >= 3))}  # fmt: skip
    if not has_union:
        return own
    contract, older = at(firm["contract"], quarter), quarter and at(firm["union"], quarter - 1)
    congress = bool(older or firm["union"] == "=")
    no_women = firm["women"] == "x"
    return own | {
        "employees": staff,
        "members": members(firm, quarter),
        "womens_committees": "不适用" if no_women else int(firm["employees"] >= 40),
        "standardised_unions": int(firm["number"] <= 17 + quarter),
        "contract_enterprises": int(contract),
        "contracts_in_force": int(contract and not in_regional(firm)),
        "covered_employees": staff - NOT_COVERED.get(firm["short"], 0) if contract else 0,
        "wage_enterprises": int(at(firm["wage"], quarter)),
        "womens_contract_enterprises": "不适用" if no_women else int(at(firm["women"], quarter)),
        "hardship_files": HARDSHIP.get(firm["short"], 0)
        - sum(firm["short"] in leaves_hardship(q) for q in range(quarter + 1)),
        "congress_enterprises": int(congress),
        "openness_enterprises": int(congress and firm["employees"] >= 60),
        "harmonious_enterprises": int(firm["union"] == "=" and firm["number"] % 3 == 0),
    }


# ---- what happened in a quarter --------------------------------------------------------------------------------------

# the sums of all enterprises and the township's own figures, 2019 Q1 … 2020 Q2
IN_ENTERPRISES = {
    "three_in_one_offices": (1, 2, 2, 3, 2, 3), "re_elections": (2, 3, 2, 1, 1, 2),
    "warmth_households": (44, 0, 0, 6, 45, 0), "cool_visits": (0, 60, 420, 0, 0, 85),
    "assistance_funds": (31000, 12500, 26000, 18000, 38000, 23500), "school_aid": (0, 0, 5, 1, 0, 0),
    "medical_aid": (2, 3, 2, 4, 3, 2), "single_mothers": (2, 1, 1, 2, 2, 1),
    "knowledge_contest": (90, 410, 160, 120, 180, 900), "training_sessions": (3, 5, 5, 6, 4, 6),
    "lectures": (2, 4, 3, 3, 1, 5), "golden_blue_collar": (0, 14, 22, 30),
    "project_contests": (80, 190, 210, 90, 150, 330), "skill_contests": (60, 150, 210, 130, 70, 220),
    "innovation_contests": (0, 2, 3, 2, 1, 2), "proposals": (4, 6, 7, 6, 5, 7), "golden_ideas": (1, 2, 2, 3, 1, 3),
    "safety_month": (0, 11, 0, 0, 0, 13), "ankang_cup": (0, 13, 0, 0, 0, 9), "womens_day": (9, 0, 0, 0, 8, 0),
    "dispute_mediations": (2, 3, 2, 4, 3, 2), "cultural_activities": (3, 6, 7, 9, 2, 5),
}  # fmt: skip
IN_TOWNSHIP = {
    "survey_visits": (6, 10, 4, 2, 9, 7), "formation_notices": (2, 5, 3, 1, 6, 8), "formation_meetings": (0, 1, 1, 0, 0, 1),
    "warmth_households": (66, 2, 0, 12, 70, 3), "cool_visits": (0, 20, 160, 0, 0, 30),
    "assistance_funds": (61000, 22000, 54000, 40000, 68000, 35000), "school_aid": (0, 0, 6, 0, 0, 0),
    "medical_aid": (1, 2, 1, 2, 1, 2), "single_mothers": (3, 1, 0, 2, 4, 1), "cadre_training": (12, 18, 14, 10, 20, 33),
    "employee_training": (30, 60, 45, 50, 40, 80), "knowledge_contest": (0, 260, 0, 110, 0, 320),
    "training_sessions": (1, 1, 2, 1, 1, 1), "lectures": (1, 1, 2, 1, 1, 2), "project_contests": (0, 60, 90, 0, 0, 120),
    "skill_contests": (0, 40, 0, 30, 0, 40), "innovation_contests": (0, 1, 0, 0, 0, 1),
    "knowledge_workers": (0, 0, 0, 2, 0, 2), "advanced_enterprises": (0, 0, 0, 1, 0, 1),
    "town_model_workers": (0, 0, 0, 5, 0, 5), "city_model_workers": (0, 1, 0, 0, 0, 2), "city_honours": (0, 1, 0, 0, 0, 1),
    "model_worker_training": (1, 0, 1, 0, 1, 2), "model_unions": (0, 0, 0, 8, 0, 0),
    "excellent_groups": (0, 0, 0, 9, 0, 0), "excellent_cadres": (0, 0, 0, 10, 0, 0), "pioneer_teams": (0, 0, 0, 8, 0, 0),
    "safety_month": (0, 1, 0, 0, 0, 1), "womens_day": (1, 0, 0, 0, 1, 0), "dispute_mediations": (2, 1, 3, 2, 2, 3),
    "cultural_activities": (1, 2, 1, 2, 1, 2),
}  # fmt: skip
PER_ENTERPRISE = {"人": 30, "人次": 25, "元": 3000, "户": 4}  # how much one enterprise does before another has to
GOLDEN = dict.fromkeys((*LAGGARDS, "锦程", "明辉"), 20)  # targets of the year
GOLDEN_DONE = {"锦程": (2, 4), "明辉": (2, 4)}
CATALOGUE = standard_indicators().to_dict("records")
FLOWS = {row["indicator"]: row for row in CATALOGUE if row["kind"] == "flow"}


def training_target(firm: dict) -> int:
    return max(4, firm["employees"] * 16 // 100)


def insurance_target(firm: dict) -> int:
    return firm["employees"] * (40 if firm["short"] in (*LAGGARDS, *SLOW) else 23) // 100


TRAINED = [f for f in FIRMS if f["number"] <= 46 and f["short"] != OPENED_LATELY]
INSURED = [f for f in FIRMS if f["union"] == "=" and f["employees"] >= 80 and f["short"] != STOPPED]

# per cent of their year's target that some enterprises did in each quarter; the others make up the sums
PACES = {
    "employee_training": dict.fromkeys(LAGGARDS, (24, 27, 5, 4, 3, 3)) | {CATCHES_UP: (26, 26, 24, 26, 12, 50)},
    "mutual_insurance": dict.fromkeys(LAGGARDS, (6, 8, 6, 5, 2, 3))
    | dict.fromkeys(SLOW, (12, 20, 31, 14, 14, 16))
    | {CATCHES_UP: (8, 28, 40, 24, 14, 48)},
}


def paced(firms: list[dict], target: Callable, total: int, paces: dict[str, int], quarter: int) -> dict[str, int]:
    """What each enterprise did of its own target in a quarter: some so many per cent of it, the others the rest of the sum."""
    there = [f for f in firms if reports(f, quarter) and at(f["union"], quarter)]
    fixed = {f["short"]: target(f) * paces[f["short"]] // 100 for f in there if f["short"] in paces}
    ordinary = [f for f in there if f["short"] not in fixed]
    return fixed | shared(
        total - sum(fixed.values()), ordinary, weigh=lambda f: target(f) * (85 + f["number"] * 37 % 31)
    )


def flow_in_enterprises(code: str, quarter: int) -> dict[str, int]:
    """{short name: figure} of one indicator and quarter; everybody else types 0."""

    def uneven(firm: dict) -> int:
        return firm["employees"] * (60 + (firm["number"] * 29 + quarter * 17) % 80)

    if code in PACES:
        firms, target, total = (
            (TRAINED, training_target, (160, 240, 190, 260, 270, 320))
            if code == "employee_training"
            else (INSURED, insurance_target, (150, 320, 480, 300, 290, 320))
        )
        return paced(firms, target, total[quarter], {s: of[quarter] for s, of in PACES[code].items()}, quarter)
    if quarter >= 4 and code == "golden_blue_collar":
        return {short: done[quarter - 4] for short, done in GOLDEN_DONE.items()}
    if code == "out_of_hardship":
        return dict.fromkeys(leaves_hardship(quarter), 1)
    if code == "new_members":
        joined = {f["short"]: members(f, quarter) for f in FIRMS if began(f["union"], quarter)}
        others = steady()[quarter % 3 :: 3]
        return joined | shared((60, 70, 75, 62, 90, 70)[quarter], others, weigh=uneven)
    total = IN_ENTERPRISES.get(code, (0,) * 6)[quarter]
    able = steady() if FLOWS[code]["reported_by"].startswith("unionised") else [*steady(), *FIRMS[44:]]
    able = [f for f in able if reports(f, quarter)]
    start = list(FLOWS).index(code) * 5 + quarter * 11
    turn = [able[(start + step * 13) % len(able)] for step in range(len(able))]
    most = PER_ENTERPRISE.get(FLOWS[code]["measure"], 1)
    takers = turn[: -(-total // most)]
    if most == 1:
        return dict.fromkeys([f["short"] for f in takers], 1)
    return shared(total, takers, 500 if FLOWS[code]["measure"] == "元" else 1, uneven) if total else {}


def flow_from_history(firm: dict, code: str, quarter: int) -> int:
    """The figures that follow from the histories of unions and contracts."""
    contract, name = firm["contract"], QUARTERS[quarter]
    return int({
        "new_unions": began(firm["union"], quarter),
        "foreign_invested_unions": began(firm["union"], quarter) and firm["ownership"] == "外商投资",
        "contracts_signed": began(contract, quarter),
        "new_union_contracts": began(contract, quarter),
        "contracts_expired": contract in (f"*{name}", f"<{name}"),
        "contracts_renewed": contract == f"*{name}",
    }.get(code, 0))  # fmt: skip


def true_figures(quarter: int) -> dict[tuple[str, str], object]:
    """(unit, indicator) → the right figure of every cell of a quarter, flows as this quarter's."""
    cells: dict[tuple[str, str], object] = {}
    by_code = {code: flow_in_enterprises(code, quarter) for code in FLOWS if "enterprise" in FLOWS[code]["reported_by"]}
    for firm in FIRMS:
        if not reports(firm, quarter):
            continue
        for code, level in levels(firm, quarter).items():
            cells[firm["unit"], code] = level
        for code, parts in by_code.items():
            cells[firm["unit"], code] = parts.get(firm["short"], 0) + flow_from_history(firm, code, quarter)
    for code, row in FLOWS.items():
        if "township" in row["reported_by"].split(";"):
            cells[TOWN, code] = IN_TOWNSHIP.get(code, (0,) * 6)[quarter]
    for number, federation in enumerate(FEDERATIONS):
        unit, kind = federation["unit"], federation["kind"]
        cells[unit, "survey_visits"] = (number + quarter) % 4 * (quarter != 3)
        cells[unit, "dispute_mediations"] = int((number * 2 + quarter) % 5 == 0)
        cells[unit, "contracts_in_force"] = int(unit.removeprefix(f"{TOWN}-") in REGIONAL_UNTIL)
        cells[unit, "assistance_stations"] = 1
        if kind == "village_federation":
            cells[unit, "village_federations"] = 1
    cells[TOWN, "assistance_stations"] = 1
    return cells
