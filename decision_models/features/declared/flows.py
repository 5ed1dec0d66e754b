"""Features of what moved on the account, of each other: trends, net flows, parts, own past."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.declared.money import CHANNELS, TRANSACTIONS
from decision_models.features.declared.own_past import OwnPast
from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.measures import span
from decision_models.features.kinds.relative import (
    Said,
    active,
    derived,
    evenness,
    moved,
    ratio,
    share,
    times,
)
from decision_models.features.sources.money import BLOCKS, YEAR


def _said(name: str, meaning: str, phrase: str, nothing: str, group: str, **more: Any) -> Said:
    return Said(name, meaning, phrase, nothing, Theme.TRANSACTIONS, group, **more)


def _trends() -> Iterator[Feature]:
    """The last month against the months around it."""
    for one in TRANSACTIONS:
        key, what = one.key, one.what
        columns = {one.name(m, w) for m in one.measures for w in (m.windows or one.windows)}
        for short, long in ((30, 90), (90, YEAR)):
            part, whole = f"{key}_total_amount_{short}d", f"{key}_total_amount_{long}d"
            if part not in columns or whole not in columns or key == "platform":
                continue
            usual = "月均" if short == 30 else "季均"
            yield times(
                Said(
                    f"{key}_trend" if short == 30 else f"{key}_trend_{short}d",
                    f"近{short}天{what}金额与{span(long)}{usual}之比",
                    f"近{short}天{what}金额为{span(long)}{usual}的{{}}",
                    f"{span(long)}没有{what}",
                    one.theme,
                    key,
                    zero=f"近{short}天没有{what}",
                ),
                part,
                whole,
                scale=long / short,
            )


def _flows() -> Iterator[Feature]:
    for days in (7, 30, 90, 180, YEAR):
        yield moved(
            _said(
                f"net_in_{days}d",
                f"{span(days)}资金净流入",
                f"{span(days)}资金净流入{{}}",
                f"{span(days)}没有收支",
                "net_in",
                negative=f"{span(days)}资金净流出{{}}",
                zero=f"{span(days)}收支相抵",
                is_telling=True,
            ),
            f"money_in_total_amount_{days}d",
            f"money_out_total_amount_{days}d",
        )
    for days in (30, 90, YEAR):
        yield times(
            _said(
                f"out_of_in_{days}d",
                f"{span(days)}流出与流入之比",
                f"{span(days)}流出为流入的{{}}",
                f"{span(days)}没有资金流入",
                "out_share",
                zero=f"{span(days)}没有资金流出",
                is_telling=True,
            ),
            f"money_out_total_amount_{days}d",
            f"money_in_total_amount_{days}d",
        )
    for key, words in (("money_out", "流出"), ("money_in", "流入")):
        for days in (30, 90):
            yield times(
                _said(
                    f"{key.removeprefix('money_')}_of_aum_{days}d",
                    f"{span(days)}资金{words}与总资产之比",
                    f"{span(days)}资金{words}为总资产的{{}}",
                    "没有资产",
                    "out_share" if key == "money_out" else "in_share",
                    zero=f"{span(days)}没有资金{words}",
                ),
                f"{key}_total_amount_{days}d",
                "aum",
            )


_PARTS = (
    ("salary", "工资", "money_in", "资金流入"),
    ("own_in", "本人他行转入", "money_in", "资金流入"),
    ("person_in", "他人转账", "money_in", "资金流入"),
    ("large_in", "5万元以上大额", "money_in", "资金流入"),
    ("consumption", "消费", "money_out", "资金流出"),
    ("own_out", "转到本人他行账户", "money_out", "资金流出"),
    ("person_out", "向他人转账", "money_out", "资金流出"),
    ("securities", "向证券账户转账", "money_out", "资金流出"),
    ("repayment", "还款", "money_out", "资金流出"),
    ("large_out", "5万元以上大额", "money_out", "资金流出"),
)


def _parts() -> Iterator[Feature]:
    """What the flows are made of."""
    for key, words, whole, flow in _PARTS:
        for days in (90, YEAR):
            yield share(
                _said(
                    f"{key}_of_{whole}_{days}d",
                    f"{span(days)}{words}占{flow}的比例",
                    f"{span(days)}{words}占{flow}的{{}}",
                    f"{span(days)}没有{flow}",
                    key,
                    zero=f"{span(days)}{flow}中没有{words}",
                ),
                f"{key}_total_amount_{days}d",
                f"{whole}_total_amount_{days}d",
            )
    for key, words in (("consumption", "消费"), ("moves", "收支")):
        for days in (90, YEAR):
            yield share(
                _said(
                    f"weekend_{key}_share_{days}d",
                    f"{span(days)}{words}笔数在周末的比例",
                    f"{span(days)}{words}笔数有{{}}在周末",
                    f"{span(days)}没有{words}",
                    key,
                    zero=f"{span(days)}周末没有{words}",
                ),
                f"weekend_{key}_total_weekend_{days}d",
                f"{key}_count_{days}d",
            )
    for channel in CHANNELS:
        yield share(
            _said(
                f"{channel.key}_share",
                f"近一年{channel.what}的笔数占比",
                f"近一年有{{}}的收支{channel.what.removesuffix('收支')}",
                "近一年没有账户交易",
                channel.key,
                zero=f"近一年没有{channel.what}",
            ),
            f"{channel.key}_count_365d",
            "moves_count_365d",
        )
    yield evenness(
        _said(
            "moves_channel_evenness",
            "近一年收支渠道的分散程度",
            "近一年收支渠道的分散程度为{}（100%为各渠道相等）",
            "近一年没有账户交易",
            "moves",
            zero="近一年收支只走一个渠道",
        ),
        [f"{channel.key}_count_365d" for channel in CHANNELS],
    )
    yield derived(
        _said(
            "platform_of_consumption_90d",
            "近90天支付平台占消费的比例",
            "近90天消费有{}通过支付平台",
            "近90天没有消费",
            "consumption",
            zero="近90天消费没有通过支付平台",
        ),
        "%",
        ("platform_total_amount_90d", "consumption_total_amount_90d"),
        lambda part, whole: ratio(part, whole, 1.0),
        (0.0, 1.0),
    )


_OWN_PAST = tuple(
    OwnPast(
        Theme.TRANSACTIONS,
        key,
        words,
        words.removesuffix("金额"),
        f"{words}的月均",
        f"近一年月度{words}",
    )
    for key, words in (
        ("money_in", "资金流入"),
        ("money_out", "资金流出"),
        ("consumption", "消费金额"),
    )
)


def block(key: str, number: int) -> str:
    """The step that holds what moved in one of the blocks of 30 days."""
    return f"{key}_block_{number}"


def own_past_steps() -> Iterator[Feature]:
    """What moved in each block of 30 days: figures that the comparisons below read."""
    import ibis

    for one in _OWN_PAST:
        key, words = one.key, one.words
        for number in range(BLOCKS):
            yield Feature(
                name=block(key, number),
                meaning=f"{30 * number}天前起的30天{words}",
                theme=Theme.TRANSACTIONS,
                unit="元",
                expression=lambda rows, key=key, number=number: ibis.ifelse(
                    rows.block == number, rows[key], None
                ).sum(),
                check=(0.0, None),
                source="months",
                group=key,
                phrase=f"{words}{{}}",
                nothing=f"没有{words}",
                fill=0.0,
                is_step=True,
            )


def _own_past() -> Iterator[Feature]:
    for one in _OWN_PAST:
        blocks = [block(one.key, number) for number in range(BLOCKS)]
        yield from one.features(blocks)
        yield active(
            one.said(
                f"{one.key}_active_months",
                f"近一年有{one.thing}的月数",
                f"近一年有{{}}月有{one.thing}",
                f"近一年没有{one.thing}",
                zero=f"近一年没有{one.thing}",
            ),
            blocks,
        )


def from_transactions() -> Iterator[Feature]:
    """What is derived of the figures that transactions give."""
    yield from _trends()
    yield from _flows()
    yield from _parts()
    yield from own_past_steps()
    yield from _own_past()
