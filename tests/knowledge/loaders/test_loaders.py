"""Each format, whole and broken, by files made here."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import docx
import pytest

from home.errors import BadInput
from knowledge import loaders
from knowledge.documents import Document, Failure

PDF_TEXT = "Deposit insurance covers up to 500,000 yuan per depositor."


def _load(path: Path) -> tuple[list[Document], list[Failure]]:
    items = list(loaders.load(path))
    return (
        [one for one in items if isinstance(one, Document)],
        [one for one in items if isinstance(one, Failure)],
    )


def _one(path: Path) -> Document:
    documents, failures = _load(path)
    assert failures == []
    (document,) = documents
    return document


def _write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pdf_bytes(text: str) -> bytes:
    """The smallest PDF of one page that says ``text`` (ASCII)."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def test_json_lines_pass_over_the_broken_and_name_their_numbers(tmp_path: Path) -> None:
    good = {"id": "a", "title": "标题", "text": "正文", "published": "2026-09-15", "themes": "降准"}
    lines = [
        json.dumps(good, ensure_ascii=False).encode(),
        b'{"id": "b", "text": ',
        b'{"id": "c", "title": "no text"}',
        b'{"id": "d", "text": "   "}',
        b"",
        b'["not", "an object"]',
        '{"id": 7, "text": "行\u2028间"}'.encode(),
        '{"text": "没有编号"}'.encode("gb18030"),
        b"\xff\xfe\x00\x81",
    ]
    documents, failures = _load(_write(tmp_path / "in.jsonl", b"\n".join(lines)))
    assert [one.id for one in documents] == ["a", "7", f"{(tmp_path / 'in.jsonl').as_posix()}#8"]
    assert [one.line for one in failures] == [2, 3, 4, 6, 9]
    first = documents[0]
    assert (first.published, first.themes, first.access) == (date(2026, 9, 15), ("降准",), "public")
    assert documents[2].text == "没有编号"


def test_a_json_array_is_its_objects(tmp_path: Path) -> None:
    path = _write(tmp_path / "in.json", '[{"id": "1", "content": "正文"}, {"id": "2"}]')
    documents, failures = _load(path)
    assert [one.text for one in documents] == ["正文"]
    assert [one.line for one in failures] == [2]


def test_an_unknown_access_label_is_kept_and_opens_to_nobody(tmp_path: Path) -> None:
    path = _write(tmp_path / "in.jsonl", '{"id": "1", "text": "x1", "access": "board"}')
    assert _one(path).access == "board"


def test_markdown_front_matter_and_heading(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "a.md",
        "---\nid: m1\npublished: 2026-09-01\naccess: staff\nthemes: [降准, 债市]\n"
        "tags: {a: b}\n---\n# 操作手册 #\n\n请看[说明](http://x)，**务必**核对。\n\n"
        "| 栏 | 值 |\n|---|---|\n| 甲 | 1 |\n",
    )
    document = _one(path)
    assert (document.id, document.title, document.access) == ("m1", "操作手册", "staff")
    assert document.published == date(2026, 9, 1)
    assert document.themes == ("降准", "债市")
    assert "请看说明，务必核对。" in document.text
    assert "---" not in document.text
    assert "| 甲 | 1 |" in document.text


def test_markdown_without_front_matter_goes_by_its_path(tmp_path: Path) -> None:
    path = _write(tmp_path / "b.md", "标题行\n=====\n\n正文。\n\n---\n\n后文。")
    document = _one(path)
    assert (document.id, document.title) == (path.as_posix(), "标题行")


def test_markdown_whose_access_cannot_be_read_does_not_become_public(tmp_path: Path) -> None:
    path = _write(tmp_path / "c.md", "---\naccess: [rm, compliance]\n---\n正文内容")
    documents, failures = _load(path)
    assert documents == []
    assert len(failures) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_text_in_its_encodings(tmp_path: Path, encoding: str) -> None:
    text = "存款利率调整公告\n自下月起，三年期定期存款的挂牌利率下调，已经存入的不受影响。"
    document = _one(_write(tmp_path / "a.txt", text.encode(encoding)))
    assert document.text == text
    assert document.title == "存款利率调整公告"


def test_traditional_text_in_big5(tmp_path: Path) -> None:
    text = "本行將於下個月起調整外幣存款的利率，已經存入的資金不受影響，請客戶留意公告內容。"
    assert _one(_write(tmp_path / "a.txt", text.encode("big5"))).text == text


def test_bytes_are_not_text(tmp_path: Path) -> None:
    documents, failures = _load(_write(tmp_path / "a.txt", b"\x00\x01\x02PNG\x00"))
    assert documents == []
    assert "not text in UTF-8" in failures[0].reason


def test_a_page_without_its_menus(tmp_path: Path) -> None:
    body = "".join(f"<p>第{i}段：本行自下月起调整外汇业务的时间与流程。</p>" for i in range(8))
    page = (
        "<html><head><title>外汇业务通知</title><style>p{}</style></head><body>"
        f"<nav>首页 登录 注册</nav><article>{body}</article><script>var a=1</script>"
        "<footer>版权所有</footer></body></html>"
    )
    document = _one(_write(tmp_path / "a.html", page))
    assert document.title == "外汇业务通知"
    assert "第0段" in document.text
    assert "第7段" in document.text
    for left_out in ("登录", "var a", "版权"):
        assert left_out not in document.text


def test_a_very_short_page_keeps_its_words(tmp_path: Path) -> None:
    page = "<table><tr><td>产品</td><td>R2</td></tr></table><p>起购一万元"
    document = _one(_write(tmp_path / "b.htm", page.encode("gbk")))
    assert "起购一万元" in document.text
    assert "R2" in document.text


def test_a_pdf_with_text(tmp_path: Path) -> None:
    document = _one(_write(tmp_path / "a.pdf", pdf_bytes(PDF_TEXT)))
    assert document.text == PDF_TEXT


def test_a_scan_says_that_it_has_no_text(tmp_path: Path) -> None:
    _, failures = _load(_write(tmp_path / "scan.pdf", pdf_bytes("")))
    assert "no text layer" in failures[0].reason


def test_word_paragraphs_and_tables(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("赎回流程", level=1)
    made.add_paragraph("工作日十五点前提交。")
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "到账", "次日"
    made.add_paragraph("节假日顺延。")
    made.core_properties.title = ""
    made.save(str(tmp_path / "a.docx"))
    document = _one(tmp_path / "a.docx")
    assert document.title == "赎回流程"
    assert document.text.split("\n")[1:] == ["工作日十五点前提交。", "到账 | 次日", "节假日顺延。"]


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>示范财经</title>
<item><guid>r1</guid><title>央行降准</title><link>http://x/1</link>
<description>&lt;p&gt;下调&lt;b&gt;0.5&lt;/b&gt;个百分点&lt;/p&gt;</description>
<pubDate>Tue, 15 Sep 2026 10:00:00 +0800</pubDate></item>
<item><title></title></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>站点</title>
<entry><id>e1</id><title>Gold</title><link href="http://x/2"/>
<updated>2026-09-16T00:00:00Z</updated><content type="html">Gold rose &amp; fell.</content></entry>
</feed>"""


def test_rss_items(tmp_path: Path) -> None:
    documents, failures = _load(_write(tmp_path / "a.rss", RSS))
    (item,) = documents
    assert (item.id, item.title, item.text) == ("r1", "央行降准", "下调0.5个百分点")
    assert (item.source, item.published) == ("示范财经", date(2026, 9, 15))
    assert [one.line for one in failures] == [2]


def test_atom_entries(tmp_path: Path) -> None:
    entry = _one(_write(tmp_path / "a.xml", ATOM))
    assert (entry.id, entry.text, entry.url) == ("e1", "Gold rose & fell.", "http://x/2")
    assert entry.published == date(2026, 9, 16)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaa">]><rss><channel><item><title>&a;</title></item></channel></rss>'
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.4 broken"),
        ("b.docx", b"PK\x03\x04 not a zip"),
        ("c.rss", b"<rss><channel><item>"),
        ("d.xml", b"<note>no feed</note>"),
        ("e.rss", BOMB.encode()),
        ("f.json", b"{"),
        ("g.txt", b""),
        ("h.md", b"---\nid: x\n---\n"),
        ("i.html", b""),
        ("j.jsonl", b"\n\n"),
        ("k.xls", b"something"),
        ("l", b"no suffix"),
    ],
)
def test_a_broken_file_is_one_failure_that_names_it(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = _write(tmp_path / name, content)
    documents, failures = _load(path)
    assert documents == []
    assert len(failures) == 1
    assert failures[0].file in (str(path), path.as_posix())
    assert failures[0].reason


def test_folders_are_searched_and_hidden_files_left(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b.txt", "sub/a.md", ".hidden.txt", ".git/c.txt"):
        _write(tmp_path / name, "内容文字")
    found, _ = loaders.find_files([tmp_path, tmp_path / "b.txt"])
    assert [path.name for path in found] == ["b.txt", "a.md"]


def test_a_path_without_a_file_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing"):
        loaders.find_files([tmp_path / "nothing"])


def test_a_file_too_large_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaders, "LARGEST_FILE", 3)
    documents, failures = _load(_write(tmp_path / "a.txt", "内容"))
    assert documents == []
    assert "at most 3 bytes" in failures[0].reason


def test_every_suffix_of_the_contract_has_a_loader() -> None:
    promised: Iterable[str] = (".jsonl", ".md", ".txt", ".html", ".pdf", ".docx", ".rss", ".xml")
    assert set(promised) <= loaders.LOADERS.keys()


def test_halves_of_characters_are_replaced_and_a_deep_line_is_one_failure(tmp_path: Path) -> None:
    lines = [r'{"id": "a\ud83d", "text": "\ud83d\ude00 \ud83d 降准"}', "[" * 100_000]
    lines.append('{"id": "b", "text": "后面的一行"}')
    documents, failures = _load(_write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert [(one.id, one.text) for one in documents] == [
        ("a\ufffd", "\U0001f600 \ufffd 降准"),
        ("b", "后面的一行"),
    ]
    assert [(one.line, one.reason) for one in failures] == [
        (2, "not JSON of documents: nested too deep")
    ]


def test_utf16_without_its_mark_and_feeds_in_gbk_are_read(tmp_path: Path) -> None:
    said = "央行下调存款准备金率，释放长期资金。2026年9月"
    for encoding in ("utf-16-le", "utf-16-be", "gbk", "big5hkscs"):
        text = "央行下調存款準備金率" if encoding == "big5hkscs" else said
        assert _one(_write(tmp_path / f"{encoding}.txt", text.encode(encoding))).text == text
    page = f"""<?xml version='1.0' encoding='GB2312'?><rss><channel><item><guid>r</guid>
        <title>降准</title><description>{said}</description></item></channel></rss>"""
    found = _one(_write(tmp_path / "feed.xml", page.encode("gbk")))
    assert (found.id, found.text) == ("r", said)
