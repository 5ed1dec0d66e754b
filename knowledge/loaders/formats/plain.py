"""Plain text, in the encodings that Chinese files come in."""

import re
from collections.abc import Iterator
from pathlib import Path

from knowledge.documents import Document
from knowledge.loaders.described import described, labelled_day

_COMMON = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動"
    "同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進着等部度家电電力里裡如水化高自二理"
    "起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日社义"
    "義事平形相全表间間样樣与與关關各重新线線内內数數正心反你明看原又利比或但质質气氣第向道命此变變条條只没沒"
    "结結解问問意建月公无無系军很情者最立代想已通并並提直题題程展五果料象员員位入常文总總次品式活设設及管特件"
    "长長求老头頭基资資边邊流路级級少图圖统統接知较較将將组組见見计計别別手期根论論运運农農几幾九区區强強放"
    "决決西被做必先回则則任取据據处處银銀币幣款险險财財户戶金价價市场場股"
)


_LEAST = 0.1  # of common characters in a text with zero bytes, which else is no text


def load(path: Path) -> Iterator[Document]:
    """The file as one document; its first short line is the title where it looks like one."""
    text = decode(path.read_bytes())
    yield described(path, text, {"title": _title(text), "published": labelled_day(text)})


def decode(data: bytes) -> str:
    """The text of ``data``: a byte order mark, UTF-8, or the likelier of GB18030 and Big5.

    Raises:
        ValueError: it is not text in any of them.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                           (b"\xfe\xff", "utf-16")):  # fmt: skip
        if data.startswith(mark):
            return _lines(data.decode(encoding))
    names = ["gb18030", "big5"]
    if b"\x00" in data:
        names = []
    else:
        try:
            return _lines(data.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    if len(data) % 2 == 0:  # without its byte order mark
        names += ["utf-16-le", "utf-16-be"]
    readings = [text for text in (_try(data, name) for name in names) if text is not None]
    best = max(readings, key=_plausibility, default="")
    if not best or (b"\x00" in data and _plausibility(best) < _LEAST):
        raise ValueError("not text in UTF-8, UTF-16, GB18030 or Big5")
    return _lines(best)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    """The share of very common characters among those beyond ASCII."""
    beyond = [character for character in text if ord(character) > 127]
    return sum(character in _COMMON for character in beyond) / max(len(beyond), 1)


def _lines(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text)


def _title(text: str) -> str:
    lines = text.strip().split("\n")
    first = lines[0].strip()
    is_heading = len(lines) > 1 and 0 < len(first) <= 60 and first[-1] not in "。.！!？?；;，,：:"
    return first if is_heading else ""
