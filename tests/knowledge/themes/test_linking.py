import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.themes import canonical, link, names


@pytest.mark.parametrize(
    ("word", "theme"),
    [
        ("金价", "黄金"),
        ("A股", "股市"),
        ("大盘", "股市"),
        ("国债收益率", "债市"),
        ("存款准备金率", "降准"),
        ("恒指", "港股"),
        ("ＣＰＩ", "CPI"),
        ("黃金", "黄金"),
        ("房价", "房地产"),
        ("lpr", "LPR"),
        ("个人养老金", "养老"),
        ("资管新规", "理财新规"),
    ],
)
def test_words_have_their_theme(word: str, theme: str) -> None:
    assert canonical(word) == theme


@pytest.mark.parametrize("word", ["", "天气", "信用卡", "我", "合金价格表", "x" * 500])
def test_other_words_have_none(word: str) -> None:
    assert canonical(word) is None


def test_every_theme_names_itself() -> None:
    for name in names():
        assert canonical(name) == name


@pytest.mark.parametrize(
    ("text", "theme", "direction"),
    [
        ("中国人民银行决定下调金融机构存款准备金率0.5个百分点。", "降准", "event"),
        ("现货黄金日内大涨2%，续创历史新高。", "黄金", "up"),
        ("沪指午后跳水，收跌1.2%，两市成交额萎缩。", "股市", "down"),
        ("十年期国债收益率上行3个基点。", "债市", "down"),
        ("在岸人民币兑美元贬值至年内低位。", "汇率", "down"),
        ("六大行下调存款挂牌利率，三年期降15个基点。", "存款利率", "down"),
        ("美联储主席鲍威尔释放鹰派信号，或将继续加息。", "美联储", "up"),
        ("8月CPI同比上涨0.3%。", "CPI", "up"),
        ("硅料价格续跌，光伏组件排产下降。", "新能源", "down"),
    ],
)
def test_news_links_with_its_direction(text: str, theme: str, direction: str) -> None:
    found = {one.theme: one for one in link(text)}
    assert theme in found
    assert found[theme].direction == direction
    start, end = found[theme].span
    assert text[start:end].strip() != ""


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("国庆黄金周出游人次创新高。", "黄金"),
        ("铁合金价格上涨。", "黄金"),
        ("菲律宾央行下调存款准备金率。", "降准"),
        ("该公司将努力释放改革红利。", "红利"),
        ("国产双抗再签授权，首付款2.1亿美元。", "房地产"),
        ("网传本周降准一个点，官方辟谣称不实。", "降准"),
    ],
)
def test_words_in_another_sense_do_not_link(text: str, theme: str) -> None:
    sure = {one.theme for one in link(text) if one.confidence >= 0.6}
    assert theme not in sure


@given(st.text(max_size=300))
def test_any_text_can_be_linked_and_spans_hold(text: str) -> None:
    for one in link(text):
        assert 0 <= one.span[0] < one.span[1] <= len(text)
        assert 0.5 <= one.confidence <= 1


def test_the_surest_comes_first() -> None:
    found = link("金价上涨，黄金ETF获增持，伦敦金创新高。分析师也提到了债券和国债。")
    assert found[0].theme == "黄金"
    assert [one.confidence for one in found] == sorted(
        (one.confidence for one in found), reverse=True
    )
