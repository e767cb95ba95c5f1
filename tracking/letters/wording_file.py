"""The wording of letters, notice and messages: data/letters.txt, which a township edits with any text editor."""

import re
from dataclasses import dataclass
from pathlib import Path

from tracking.language import _
from tracking.places import DATA

FILE = DATA / "letters.txt"
DAYS = "回复天数"
NUMBERS = ("函文号", "通报文号")  # may be blank: then there is none
COMMON = {"单位", "年", "期间", "截至", "日期", "回复期限", "联系人", "电话", "代字", "发文年"}
TO_ONE = COMMON | {
    "企业",
    "收函单位",
    "承诺",
    "文号",
    "任务数",
    "有序时要求数",
    "滞后数",
    "滞后情况",
    "问题",
    "核实",
    "要求",
    "合同",
}
LATE = COMMON | {"企业", "收函单位", "承诺", "报表", "报送期限", "逾期天数", "补报期限", "合同"}
ENDING = COMMON | {"企业", "收函单位", "到期合同"}
FOUNDING = COMMON | {"企业", "收函单位", "现有职工"}
COUNTS = COMMON | {
    "文号", "主送", "原因", "上报情况", "应报数", "已报数", "未报数", "免考核", "有任务数", "其余", "各类家数", "已完成数", "达序时数", "滞后家数", "略低于序时家数", "主要指标",
    "各项要求",
}  # fmt: skip
NAMES = {"已完成名单", "达序时名单", "滞后名单", "未报名单"}
BELOW = COMMON | {"文号", "下级", "主送下级", "主要指标", "上报情况", "下级要求"}
OPTIONAL = {
    "下级通报标题",
    "下级通报正文",
    "下级慢时",
    "下级未报齐时",
    "合同到期时",
    "到期提示函标题",
    "到期提示函正文",
    "到期短信",
    "建会通知书文号",
    "建会通知书标题",
    "建会通知书正文",
}  # which a file of one's own need not have
FIELDS = {
    DAYS: set(),
    "函文号": COMMON,
    "提示函标题": TO_ONE,
    "提示函正文": TO_ONE | {"任务表"},
    "未承诺时": COMMON,
    "部分承诺时": COMMON,
    "全部承诺时": COMMON,
    "催报函标题": LATE,
    "催报函正文": LATE,
    "低于序时时": COMMON,
    "未报时": COMMON,
    "合同到期时": COMMON | {"到期合同"},
    "到期提示函标题": ENDING,
    "到期提示函正文": ENDING,
    "到期短信": ENDING,
    "建会通知书文号": COMMON,
    "建会通知书标题": FOUNDING,
    "建会通知书正文": FOUNDING,
    "通报文号": COMMON,
    "通报标题": COUNTS,
    "通报正文": COUNTS | NAMES | {"三张名单"},
    "下级通报标题": BELOW,
    "下级通报正文": BELOW | {"下级名单"},
    "下级慢时": COMMON,
    "下级未报齐时": COMMON,
    "企业短信": TO_ONE,
    "催报短信": LATE,
    "群消息": COUNTS | NAMES,
}
SECTION = re.compile(r"【([^】{}]*)】\s*")
PHONE = re.compile("，电话\\{电话\\}|电话\\{电话\\}。?")
FIELD = re.compile(r"\{([^{}]*)\}")


class WrongWording(ValueError):
    """The file cannot be used as it is; ``faults`` has a sentence for each fault, with its line."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__(" ".join(faults))


@dataclass(frozen=True)
class Wording:
    """Section → its paragraphs, and the days given for an answer."""

    sections: dict[str, list[str]]
    days: int

    def paragraphs(self, section: str, fields: dict[str, str]) -> list[str]:
        """The paragraphs of a section with their fields filled in; what is blank then is left out, as are 电话 without a
        number and a line with 代字 where the plan's document says none."""
        known = self.sections.get(section, [])
        if not fields.get("电话"):
            known = [PHONE.sub("", text) for text in known]
        if not fields.get("代字"):
            known = [text for text in known if "{代字}" not in text]
        texts = (FIELD.sub(lambda match: fields.get(match[1], match[0]), text) for text in known)
        return [text for text in texts if text.strip()]

    def line(self, section: str, fields: dict[str, str]) -> str:
        """A section as one text."""
        return "".join(self.paragraphs(section, fields))


def read_wording(path: Path = FILE) -> Wording:
    """Read the file. Raises WrongWording with every fault at once."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError:
        raise WrongWording([_("{file} cannot be read.", file=path.name)]) from None
    except UnicodeDecodeError:
        raise WrongWording([_("{file} is not saved as UTF-8. Choose UTF-8 when saving it.", file=path.name)]) from None
    sections: dict[str, list[str]] = {}
    faults, name = [], None
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if heading := SECTION.fullmatch(line):
            name = heading[1]
            if name not in FIELDS or name in sections:
                known = "、".join(FIELDS)
                faults.append(_("{file}, line {line}: “{found}” is no heading, or stands twice. Headings are {known}.",
                                file=path.name, line=number, found=name, known=known))  # fmt: skip
            sections.setdefault(name, [])
            continue
        if name is None:
            faults.append(_("{file}, line {line}: text before the first heading in 【】.", file=path.name, line=number))
            continue
        faults += _faults(path.name, number, name, line)
        sections[name].append(line)
    missing = [section for section in FIELDS if section not in {*NUMBERS, *OPTIONAL} and not sections.get(section)]
    faults += [_("{file}: the text under 【{name}】 is missing.", file=path.name, name=section) for section in missing]
    days = "".join(sections.get(DAYS, []))
    if DAYS not in missing and not re.fullmatch("[1-9][0-9]?", days):
        faults.append(_("{file}: 【{name}】 must be a whole number from 1 to 99, not “{found}”.",
                        file=path.name, name=DAYS, found=days))  # fmt: skip
    if faults:
        raise WrongWording(faults)
    return Wording(sections, int(days))


def _faults(file: str, number: int, section: str, line: str) -> list[str]:
    known = FIELDS.get(section)
    if known is None:
        return []
    faults = [
        _("{file}, line {line}: {found} is not known here. Known are {known}.", file=file, line=number,
          found=f"{{{name}}}", known=" ".join(f"{{{field}}}" for field in sorted(known)) or "—")
        for name in FIELD.findall(line)
        if name not in known
    ]  # fmt: skip
    if re.search(r"[{}]", FIELD.sub("", line)):
        faults.append(_("{file}, line {line}: a {{ or }} is left over.", file=file, line=number))
    for alone in ("任务表", "三张名单", "下级名单"):
        if f"{{{alone}}}" in line and line != f"{{{alone}}}":
            faults.append(_("{file}, line {line}: {found} must stand in a line of its own.", file=file, line=number,
                            found=f"{{{alone}}}"))  # fmt: skip
    return faults
