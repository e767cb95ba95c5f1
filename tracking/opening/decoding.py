"""Bytes of a text → the text, or a refusal: what can be read in two ways is not guessed at."""

import re

from tracking.opening.limits import Refused

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# Every name under which Chinese programs declare the same family of encodings.
CHINESE = {"gb2312", "gbk", "gb18030", "x-gbk", "cp936", "ms936", "gb_2312-80", "x-x-big5", "hz-gb-2312"}
# Han characters, their punctuation and full-width forms: no other script is expected in these files.
EAST_ASIAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and its encoding: utf-8, gb18030 or utf-16.

    A byte order mark decides, then what the file declares, then whatever fits alone. Raises Refused with the line of
    the first byte that cannot be read, or if two encodings fit equally well.
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding), encoding.removesuffix("-le").removesuffix("-be")
    if b"\0" in data:
        raise Refused("not_a_table")
    if declared:
        encoding = "gb18030" if declared.lower() in CHINESE else declared.lower().replace("utf8", "utf-8")
        if encoding in ("utf-8", "gb18030"):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError:
                pass  # programs often declare one encoding and write another
    return _fitting(data)


def _fitting(data: bytes) -> tuple[str, str]:
    texts, failed_at = {}, []
    for encoding in ("utf-8", "gb18030"):
        try:
            texts[encoding] = data.decode(encoding)
        except UnicodeDecodeError as error:
            failed_at.append(error.start)
    if not texts:
        raise Refused("unknown_encoding", line_of(data, max(failed_at)))
    if len(texts) == 1:
        ((encoding, text),) = texts.items()
        if encoding == "gb18030" and _looks_like_another_script(text, data):
            raise Refused("two_encodings")
        return text, encoding
    strange = NOT_ASCII.search(texts["utf-8"])
    if strange and not EAST_ASIAN.search(texts["utf-8"]) and _is_common(texts["gb18030"]):
        raise Refused("two_encodings")
    return texts["utf-8"], "utf-8"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("unknown_encoding", line_of(data, error.start)) from None
    if "\0" in text:
        raise Refused("not_a_table")
    return text


def line_of(data: bytes, at: int) -> int:
    """The number of the line, from 1, that a byte stands in, whichever way the lines end."""
    return len(re.findall(rb"\r\n|\r|\n", data[:at])) + 1


def _is_common(text: str) -> bool:
    """Whether all characters of a text are among the 6,763 that simplified Chinese is written with."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _looks_like_another_script(text: str, data: bytes) -> bool:
    """Big5 bytes decode as GBK too, into characters that nobody uses: more than a quarter of them are rare."""
    strange = "".join(NOT_ASCII.findall(text))
    rare = len(strange) - len(strange.encode("gb2312", "ignore")) // 2
    if rare * 4 <= len(strange):
        return False
    try:
        data.decode("big5")
    except UnicodeDecodeError:
        return False
    return True
