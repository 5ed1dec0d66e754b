import pytest

from knowledge.documents import Document
from knowledge.duplicates import fold, signature
from knowledge.store import StoredDocument

BODY = (
    "中国人民银行决定下调金融机构存款准备金率，此次调整后金融机构加权平均水平进一步降低，"
    "预计释放长期资金，支持实体经济发展，保持流动性合理充裕，引导金融机构加大对重点领域的支持力度。"
)


def _stored(name: str, text: str, title: str = "", **fields: str) -> StoredDocument:
    document = Document(id=name, title=title, text=text, **fields)  # type: ignore[arg-type]
    return StoredDocument(document, name, signature(text))


def _folded(*documents: StoredDocument) -> list[str | None]:
    return [stored.folded_into for stored in fold(documents)]


@pytest.mark.parametrize(
    "other",
    [
        BODY,
        f" {BODY}\n",
        BODY.replace("，", ","),
        BODY + "（新华社）",
        BODY.replace("金融机构", "金融機構"),
    ],
)
def test_the_same_said_twice_folds(other: str) -> None:
    assert _folded(_stored("a", BODY), _stored("b", other)) == [None, "a"]


def test_a_third_folds_into_the_first() -> None:
    documents = [_stored(name, BODY) for name in "abc"]
    assert _folded(*documents) == [None, "a", "a"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (BODY + "释放1.05万亿元。", BODY + "释放1.20万亿元。"),
        (BODY, BODY[: len(BODY) // 2]),
        (BODY, "上证指数收涨，成交额放大，北向资金净买入，券商板块领涨，题材轮动加快。"),
    ],
)
def test_different_reports_stay_apart(one: str, two: str) -> None:
    assert _folded(_stored("a", one), _stored("b", two)) == [None, None]


def test_sheets_from_one_template_stay_apart() -> None:
    one = _stored("a", BODY, title="安心宝理财产品说明书")
    two = _stored("b", BODY, title="如意宝理财产品说明书")
    assert _folded(one, two) == [None, None]


@pytest.mark.parametrize("field", ["collection", "access", "product_id"])
def test_what_a_filter_may_ask_keeps_documents_apart(field: str) -> None:
    documents = [_stored("a", BODY), _stored("b", BODY, **{field: "other"})]
    assert _folded(*documents) == [None, None]


def test_very_short_texts_fold_only_when_equal() -> None:
    assert _folded(_stored("a", "休市"), _stored("b", "休市"), _stored("c", "开市")) == [
        None,
        "a",
        None,
    ]
