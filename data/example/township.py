"""The units of the invented township of Qinghe (青禾镇): who they are and what each one's story is."""

import re
from datetime import date, timedelta

from tracking.reading import CREDIT_ALPHABET

UNION, TOWN = "青禾镇总工会", "QHZ"
QUARTERS = ("19Q1", "19Q2", "19Q3", "19Q4", "20Q1", "20Q2")
VILLAGES = ("河湾村", "柳树村", "石桥村", "东塘村", "杏林村")
PARKS = ("北园", "南园")

# name, sector, ownership, village or park, employees in mid-2020 and four histories:
# union     = always  >20Q1 formed in that quarter  ! should have one, has none  . needs none
# contract  = always  >20Q1 from then on  <19Q2 lapsed in that quarter  *20Q1 expired and renewed in it  . never
# wage agreement and contract on women's rights: likewise; x has no women among its workers
ENTERPRISES = """
恒泰 纺织 私营 Y1 412 = *19Q1 . .         | 永固 五金 私营 Y1 260 = *20Q1 <20Q2 .
新源 食品 集体 C2 188 = *20Q2 >20Q2 >20Q2 | 宏达 包装 私营 Y2 232 = *19Q2 <20Q1 .
锦程 物流 私营 Y1 305 = *20Q1 >19Q2 =     | 佳禾 农机 集体 C1 147 = *19Q3 = >20Q1
东升 电子 外商投资 Y2 900 = *20Q2 = =     | 瑞丰 家具 私营 C2 196 = = >20Q1 >20Q2
金桥 印刷 国有 Y1 172 = *20Q1 = =         | 康乐 服饰 私营 C1 158 = *19Q4 >20Q2 >20Q2
同兴 建材 私营 Y2 220 = *20Q2 = =         | 顺达 机械 私营 Y1 134 = = = =
华美 塑料 私营 C3 86 = = . .              | 天成 食品 私营 C4 64 = = = =
德润 化工 私营 Y2 96 = = = >20Q1          | 明辉 电子 港澳台 Y1 368 = *20Q1 = =
长青 家具 私营 C3 119 = = >20Q1 >20Q1     | 广源 建材 集体 C5 92 = *20Q2 = x
福满 商贸服务 私营 C1 75 = = <20Q1 .      | 安捷 物流 私营 Y2 142 = = = =
丰裕 食品 私营 C4 210 = *20Q1 = =         | 立信 五金 私营 Y1 163 = *19Q1 = =
春晖 纺织 私营 C2 276 = *20Q2 = =         | 百合 服饰 港澳台 Y2 254 = *19Q2 = =
中和 电子 私营 Y1 128 = = >20Q2 .         | 久盛 五金 私营 C3 137 = *20Q2 = >19Q2
祥云 纺织 私营 Y2 189 = *19Q2 = =         | 晨露 食品 集体 C5 104 = *19Q3 = =
大地 建材 国有 C4 156 = = >20Q1 >20Q2     | 通运 物流 私营 Y1 83 = *20Q2 = x
宝隆 家具 私营 C1 112 = *19Q4 = >19Q3     | 凯旋 电子 私营 Y2 175 = = >20Q2 >20Q2
联丰 机械 私营 C5 98 = = <20Q2 >20Q1      | 庆余 食品 私营 C3 57 = = = >19Q4
绿野 农机 集体 C4 49 = = >20Q1 .          | 思源 印刷 私营 C2 46 = <19Q2 = .
和顺 商贸服务 私营 C5 38 = <19Q3 = .      | 志远 五金 私营 C1 52 = . >20Q2 .
兴旺 包装 私营 C4 61 = . = .              | 利民 商贸服务 集体 C3 34 = <19Q4 = .
高登 家具 私营 Y1 73 = = = =              | 星河 电子 私营 Y2 81 >19Q2 >19Q2 >19Q3 .
双桥 建材 私营 C2 44 >19Q3 >19Q3 >20Q2 >20Q2 | 鸿运 物流 私营 Y1 58 >19Q4 >19Q4 >19Q4 .
美景 纺织 私营 C1 66 >20Q1 >20Q1 >20Q1 >20Q1 | 嘉禾 食品 私营 C5 42 >20Q1 >20Q1 >20Q2 >20Q2
精工 五金 私营 Y2 54 >20Q2 >20Q2 >20Q2 .  | 启明 电子 外商投资 Y1 38 >20Q2 >20Q2 >20Q2 .
海纳 物流 私营 C3 29 >20Q2 >20Q2 >20Q2 .  | 万顺 机械 私营 C4 26 >20Q2 >20Q2 . .
聚贤 商贸服务 私营 C1 33 ! . . .          | 云杉 家具 私营 C2 47 ! . . .
青松 建材 私营 C3 28 ! . . .              | 银杏 食品 私营 C4 36 ! . . .
金穗 农机 集体 C5 31 ! . . .              | 雅致 服饰 私营 Y1 62 ! . . .
力达 五金 外商投资 Y2 58 ! . . .          | 方圆 包装 私营 C2 27 ! . . .
正平 建材 私营 C5 45 = = . .              | 隆昌 纺织 私营 C1 18 . . . .
小满 商贸服务 私营 C2 9 . . . .           | 谷雨 食品 私营 C4 14 . . . .
白露 商贸服务 私营 C5 8 . . . .
"""
# the way to a union: steps in the order of FOUNDING_STEPS (month-day of 2020, with a year before it where another), why stuck, promised for
FOUNDINGS = """
雅致 02-18 03-10 05-14 06-22 - -            | 2020-08-31 |
云杉 03-05 04-08 05-14 06-02 07-06 -        | 2020-07-31 |
力达 2019-10-16 2019-11-12 05-14 - - -      | 2020-06-30 | 投资方意见不一
银杏 03-24 04-20 - - - -                    | 2020-09-15 |
聚贤 04-15 05-06 - - - -                    |            | 职工流动大，入会意愿不高
金穗 05-20 - - - - -                        |            |
青松 06-10 - - - - -                        |            |
方圆 - - - - - -                            |            |
美景 2019-10-22 2019-11-20 - 01-06 01-20 02-25 | |
嘉禾 2019-11-06 01-08 - 02-12 02-26 03-18   | |
精工 01-15 02-20 - 03-30 04-15 04-28        | |
启明 03-18 03-25 05-14 05-25 06-03 06-12    | |
海纳 01-20 03-02 - 04-20 05-11 05-26        | |
万顺 02-25 04-07 05-14 06-01 06-10 06-24    | |
"""
FOUNDING_STEPS = ("surveyed_on", "noticed_on", "talked_on", "prepared_on", "approved_on", "founded_on")
OPENED_LATELY, CLOSED, MOVED, STOPPED = "启明", "正平", "安捷", "高登"
SILENT = ("顺达", "华美", "天成", "德润")  # no report for the second quarter of 2020
LAGGARDS = ("恒泰", "永固", "宏达")  # far behind their own targets in both quarters
SLOW = ("新源", "锦程", "佳禾", "东升", "瑞丰")  # behind with mutual insurance
CATCHES_UP = "康乐"  # behind in the first quarter, made good in the second
# until when the regional contracts run, all signed before 2019; an enterprise with fewer than 100 employees and a contract of old is in one
REGIONAL_UNTIL = {
    "C1": date(2021, 4, 30), "C3": date(2021, 6, 30), "C4": date(2020, 12, 31), "C5": date(2021, 3, 31), "Y1": date(2021, 9, 30),
    "Y2": date(2021, 10, 31),
}  # fmt: skip


def credit_code(number: int) -> str:
    """A code of a region that does not exist (999900), with its right check digit."""
    body = f"91999900MA{number:05d}QH"
    total = sum(CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return body + CREDIT_ALPHABET[(31 - total % 31) % 31]


def at(history: str, quarter: int) -> bool:
    """Whether a history says yes at the end of a quarter."""
    if history[0] in "<>":
        return (quarter >= QUARTERS.index(history[1:])) == (history[0] == ">")
    return history[0] in "=*"


def end(firm: dict, history: str, years: int, of_old: int) -> date | None:
    """When what is in force at the end of June 2020 ends, if it is renewed every so many years; None where nothing is.

    ``of_old`` is the quarter in which it ends if it is older than 2019. A quarter counts from the first of 2019.
    """
    now, number = len(QUARTERS) - 1, firm["number"]
    if not at(history, now):
        return None
    quarter = of_old if history == "=" else QUARTERS.index(history[1:])
    while quarter <= now:
        quarter += 4 * years
    return date(2019 + quarter // 4, quarter % 4 * 3 + 1 + number // 3 % 3, 3 + number * 7 % 25)


def contract_ends(firm: dict) -> dict[str, date | None]:
    """The end of an enterprise's contracts, for two or three years (for three if older than 2019), and of its wage
    agreement, for one year, of which most are made in spring."""
    number = firm["number"]
    years, of_old = 2 + number % 2, 6 + number % 6
    ends = {
        "contract_until": end(firm, firm["contract"], years, of_old),
        "wage_until": end(firm, firm["wage"], 1, (6, 7, 8, 8, 9, 9)[number % 6]),
        "womens_until": end(firm, firm["women"], years, of_old),
    }
    if ends["contract_until"] and in_regional(firm):
        ends["contract_until"] = REGIONAL_UNTIL[firm["parent"].removeprefix(f"{TOWN}-")]
    return ends


def years_back(day: date, years: int) -> date:
    """The same day of an earlier year; none of the example's is a 29 February."""
    return day.replace(year=day.year - years)


def day_in(firm: dict, quarter: int) -> date:
    """The day of a quarter on which an enterprise's contracts end."""
    number = firm["number"]
    return date(2019 + quarter // 4, quarter % 4 * 3 + 1 + number // 3 % 3, 3 + number * 7 % 25)


def chain(firm: dict, kind: str) -> list[tuple[date, date, bool]]:
    """The contracts of an enterprise of its own, of one kind, that follow from its history: first day, last day, renews the one
    before; the oldest first, as far back as 2019 needs."""
    history = firm[{"collective": "contract", "wage": "wage", "womens": "women"}[kind]]
    column = {"collective": "contract_until", "wage": "wage_until", "womens": "womens_until"}[kind]
    if history in ".x" or (kind == "collective" and in_regional(firm)):
        return []
    years = 1 if kind == "wage" else 2 + firm["number"] % 2
    begun = QUARTERS.index(history[1:]) if history[0] == ">" else None
    last = day_in(firm, QUARTERS.index(history[1:])) if history[0] == "<" else contract_ends(firm)[column]
    spans: list[tuple[date, date]] = []
    while True:
        first = years_back(last, years) + timedelta(days=1)
        spans.insert(0, (first, last))
        if begun is not None and (first.year - 2019) * 4 + (first.month - 1) // 3 <= begun:
            break
        if begun is None and first < date(2019, 1, 1):
            break
        last = first - timedelta(days=1)
    if kind != "wage" and history == "=" and len(spans) > 1:  # nothing of it ended since 2019
        spans = [(years_back(spans[-1][1], 3) + timedelta(days=1), spans[-1][1])]
    return [(first, last, number > 0) for number, (first, last) in enumerate(spans)]


def in_regional(firm: dict) -> bool:
    """Whether an enterprise is covered by the regional contract of its village or park, and has none of its own."""
    return firm["employees"] < 100 and firm["contract"] == "="


def regional_covers(place: str) -> list[dict]:
    """The enterprises that the regional contract of a village or park covers."""
    return [firm for firm in FIRMS if in_regional(firm) and firm["parent"] == f"{TOWN}-{place}"]


def enterprises() -> list[dict]:
    """The enterprises as the units workbook lists them, with their short name and their histories."""
    rows = []
    for number, line in enumerate(re.split(r"[|\n]", ENTERPRISES.strip()), start=1):
        short, sector, ownership, place, size, *histories = line.split()
        rows.append({
            "unit": credit_code(number), "name": f"青禾{short}{sector}有限公司", "parent": f"{TOWN}-{place}",
            "kind": "enterprise", "ownership": ownership, "sector": sector, "employees": int(size),
            "opened": date(1998 + number * 5 % 18, 1 + number % 12, 1 + number * 3 % 28),
            "contact": "综合办公室", "phone": f"0000-55501{number:02d}",
            "number": number, "short": short, **dict(zip(("union", "contract", "wage", "women"), histories, strict=True)),
        })  # fmt: skip
    for row in rows:
        if row["short"] == OPENED_LATELY:
            row["opened"] = date(2020, 3, 12)
        if row["short"] == CLOSED:
            row["closed"] = date(2020, 1, 31)
        else:
            row |= contract_ends(row)
    return rows


FIRMS = enterprises()
BY_NAME = {firm["short"]: firm for firm in FIRMS}
FEDERATIONS = [
    {"unit": f"{TOWN}-C{n}", "name": f"{village}工会联合会", "parent": TOWN, "kind": "village_federation"}
    for n, village in enumerate(VILLAGES, start=1)
] + [
    {"unit": f"{TOWN}-Y{n}", "name": f"{park}园区工会联合会", "parent": TOWN, "kind": "park_federation"}
    for n, park in enumerate(PARKS, start=1)
]
TOWNSHIP = {"unit": TOWN, "name": UNION, "kind": "township", "contact": "办公室", "phone": "0000-5550100"}
UNITS = [TOWNSHIP, *FEDERATIONS, *FIRMS]
MOVES = [(BY_NAME[MOVED]["unit"], date(2020, 4, 20), f"{TOWN}-C2", f"{TOWN}-Y2")]
EXEMPTIONS = [
    (BY_NAME[STOPPED]["unit"], None, date(2020, 1, 1), date(2020, 12, 31), "停产", UNION, "青工发〔2020〕6号")
]


def foundings() -> list[dict]:
    """The enterprises on the way to a union in 2020, and how far each got: unit, a day for each step taken, why stuck, promised for."""
    rows = []
    for line in FOUNDINGS.strip().splitlines():
        steps, promised, reason = (part.strip() for part in line.split("|"))
        short, *days = steps.split()
        taken = [None if day == "-" else date.fromisoformat(day if day[4:5] == "-" else f"2020-{day}") for day in days]
        rows.append({"unit": BY_NAME[short]["unit"], **dict(zip(FOUNDING_STEPS, taken, strict=True)), "stuck_reason": reason or None,
                     "promised_on": date.fromisoformat(promised) if promised else None, "note": None})  # fmt: skip
    return rows


def began(history: str, quarter: int) -> bool:
    return history == f">{QUARTERS[quarter]}"


def exists(firm: dict, quarter: int) -> bool:
    return (firm["short"] != CLOSED or quarter < 4) and (firm["short"] != OPENED_LATELY or quarter >= 4)


def reports(firm: dict, quarter: int) -> bool:
    silent = (firm["short"] == STOPPED and quarter >= 4) or (firm["short"] in SILENT and quarter == 5)
    return exists(firm, quarter) and not silent
