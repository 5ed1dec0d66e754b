"""With the real embedder: questions that share no word with their answer."""

from pathlib import Path

import pytest

from knowledge.library import KnowledgeBase
from knowledge.search.relevance import FOUND

SHEETS = {
    "loss": "银行卡遗失后应立即挂失，可在手机银行的卡片管理中操作，也可以拨打客服热线。",
    "heir": "存款人身故后，继承人凭死亡证明和继承公证书到网点办理提取手续。",
    "limit": "手机银行单日转账限额默认五万元，调高额度需要人脸识别。",
    "gold": "积存金可以兑换实物金条，兑换时按克收取加工费。",
    "stop": "To stop payment of a cheque, give its number, the exact amount and the payee.",
    "travel": "Purchases made abroad carry a foreign transaction fee of three percent.",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("sheets")
    for name, text in SHEETS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    made = KnowledgeBase(tmp_path_factory.mktemp("home"))
    made.ingest([folder])
    return made


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("卡找不到了怕被别人刷", "loss"),
        ("爸爸走了，他账上的钱怎么取", "heir"),
        ("一天最多能汇出去多少，怎么提高", "limit"),
        ("提取金条要付加工费吗", "gold"),
        ("I wrote a check to a roofer who vanished, keep it from clearing", "stop"),
        ("extra charge when I use my card overseas", "travel"),
    ],
)
def test_meaning_is_found_without_common_words(base: KnowledgeBase, query: str, name: str) -> None:
    (hit, *_) = base.search(query)
    assert Path(hit.document).stem == name
    assert hit.relevance > base.search("红烧肉怎么做好吃")[0].relevance


def test_what_nobody_wrote_about_is_not_found(base: KnowledgeBase) -> None:
    for query in ("红烧肉怎么做好吃", "who won the champions league"):
        assert base.search(query)[0].relevance < FOUND
