import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.themes import kind, names, read
from knowledge.themes.entities import find
from knowledge.themes.events import known, mechanisms
from knowledge.themes.learned import load
from knowledge.themes.learned.training import examples
from knowledge.themes.ontology import ontology, pattern


def test_opposite_news_moves_categories_the_opposite_way() -> None:
    for up, down in (
        ("金价大涨", "金价大跌"),
        ("美联储加息", "美联储降息"),
        ("宁德时代大涨", "宁德时代大跌"),
        ("存款利率上调", "存款利率下调"),
        ("北京取消限购", "楼市走弱"),
    ):
        rising, falling = dict(read(up).asset_classes), dict(read(down).asset_classes)
        both = {c for c in rising.keys() & falling.keys() if rising[c] and falling[c]}
        assert both
        assert all(rising[category] == -falling[category] for category in both)


@pytest.mark.parametrize("text", ["比特币暴涨", "火星移民", "今天天气不错", "公司董事会换届"])
def test_what_nothing_reaches_is_unlinked(text: str) -> None:
    found = read(text)
    assert not found.linked
    assert found.asset_classes == ()
    assert found.confidence == 0.0


def test_a_company_leads_to_its_sector_only_where_the_news_is_about_it() -> None:
    assert read("茅台跌停").moves[0].theme == "消费"
    listed = "中概股多数收跌，小鹏汽车、理想汽车、蔚来、百度、网易跌超3%"
    assert all(move.via != "company" for move in read(listed).moves)
    assert not read("高盛将特斯拉目标价上调至1300美元").linked


def test_a_shock_turns_what_it_acts_on_whatever_the_event() -> None:
    assert read("原油供应中断").moves[0].direction == "up"
    assert read("产油国增产，原油供应过剩").moves[0].direction == "down"
    assert read("特斯拉召回48万辆汽车").moves[0].direction == "down"


def test_names_are_found_once_and_the_longer_wins() -> None:
    found = find("贵州茅台与茅台镇，央行和人民银行，恒指、DAX，OPENAI")
    assert [one.name for one in found if one.kind == "company"] == ["贵州茅台", "茅台", "OpenAI"]
    assert {one.kind for one in found} == {"company", "institution", "index"}


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = read(text)
    assert found.linked == bool(found.moves)
    for move in found.moves:
        assert 0 <= move.span[0] <= move.span[1] <= max(len(text), 1)
        assert move.theme in names()
    assert all(sign in (-1, 0, 1) for _, sign in found.asset_classes)


def test_the_ontology_names_only_what_there_is() -> None:
    themes = set(names())
    for theme in ontology().themes:
        assert kind(theme.name) == theme.kind
        for effects in theme.effects.values():
            assert {name for effect in effects for name in effect.through} <= themes
    moved = [m for e in known().values() for m in e.moves] + [
        m for one in mechanisms() for m in one.moves
    ]
    assert {move.theme for move in moved} <= themes
    for one in known().values():
        pattern(one.cues)


def test_the_learned_kinds_are_those_of_the_file() -> None:
    kinds = {one.kind for one in examples()}
    assert kinds == set(known()) == set(load().labels)
    assert len(kinds) >= 30
    for name in kinds:
        assert sum(one.kind == name and one.seen for one in examples()) >= 9
