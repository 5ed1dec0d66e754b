from pathlib import Path

import numpy as np

from knowledge.library import KnowledgeBase
from knowledge.search.languages import levelled, written_in_latin


def test_which_texts_are_english() -> None:
    texts = [
        "Fees for a card",
        "银行卡的费用",
        "ETF基金",
        "A note (说明) on fees and charges",
        "",
    ]
    assert written_in_latin(texts).tolist() == [True, False, False, True, False]


def test_the_other_language_is_lifted_where_its_best_answers_rather() -> None:
    scores = np.array([5.0, 4.0, 1.0, 0.0], np.float32)
    foreign = np.array([False, False, True, True])
    lifted = levelled(scores, [0.4, 0.3, 0.95, 0.2], foreign)
    assert np.argmax(lifted) == 2
    assert lifted[2] - lifted[3] == scores[2] - scores[3]
    np.testing.assert_array_equal(lifted[:2], scores[:2])


def test_nothing_moves_where_the_own_language_answers_or_is_alone() -> None:
    scores = np.array([5.0, 1.0], np.float32)
    foreign = np.array([False, True])
    for relevance in ([0.9, 0.9], [0.9, 0.3], [0.0, 0.0]):
        np.testing.assert_array_equal(levelled(scores, relevance, foreign), scores)
    np.testing.assert_array_equal(levelled(scores, [0.1, 0.9], np.array([True, True])), scores)


def test_an_english_page_answers_among_chinese_ones(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    subjects = (
        "借记卡",
        "存单",
        "手机银行",
        "理财产品",
        "个人养老金",
        "公积金",
        "信用卡",
        "黄金积存",
    )
    for one in subjects:
        text = f"{one}业务说明\n\n{one}可以在网点和手机上办理，须本人持有效身份证件，当天办结。"
        (folder / f"{one}.txt").write_text(text, encoding="utf-8")
    (folder / "boxes.md").write_text(
        "# Safe deposit boxes\n\nThe smallest safe deposit box costs CNY 400 a year. "
        "Two keys are handed out; a lost key costs CNY 300.",
        encoding="utf-8",
    )
    base = KnowledgeBase(tmp_path / "home")
    base.ingest([folder])
    assert base.search("保管箱最小的一年租金多少", 3)[0].document.endswith("boxes.md")
    assert base.search("借记卡丢了去哪里办", 3)[0].document.endswith("借记卡.txt")
