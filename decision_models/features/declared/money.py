"""Features of account transactions: salary, transfers, consumption, large amounts, channels."""

from collections.abc import Iterator
from typing import Any

from decision_models.features.feature import Feature, Theme
from decision_models.features.kinds.declaration import Declaration
from decision_models.features.kinds.measures import (
    ITEMS,
    SINCE,
    Measure,
    largest,
    mean,
    span,
    total,
)
from decision_models.features.kinds.relative import (
    Said,
    active,
    derived,
    deviation,
    evenness,
    mean_of,
    moved,
    ratio,
    share,
    times,
    variation,
)
from decision_models.features.sources.money import BLOCKS, YEAR, is_consumption

_COUNT, _AMOUNT, _TOP, _MEAN = ITEMS, total("amount"), largest("amount"), mean("amount")
_USUAL = (
    _COUNT.over(30, 90, YEAR),
    _AMOUNT.over(30, 90, YEAR),
    _TOP.over(90),
    SINCE.over(YEAR),
)
_OFTEN = (*_USUAL, _AMOUNT.over(7, 180))


def _moves(
    key: str,
    what: str,
    condition: Any,
    measures: tuple[Measure, ...] = _USUAL,
    theme: Theme = Theme.TRANSACTIONS,
    **more: Any,
) -> Declaration:
    return Declaration("transactions", theme, key, what, measures, (YEAR,), condition, **more)


TRANSACTIONS = (
    _moves(
        "salary",
        "工资入账",
        lambda t: (t.kind == "salary") & t.into,
        (_COUNT.over(90, YEAR), _AMOUNT.over(90, YEAR), _MEAN.over(90), SINCE.over(YEAR)),
    ),
    _moves(
        "transfer_in",
        "转入资金",
        lambda t: (t.kind == "transfer") & t.into,
        (_COUNT.over(30, 90, YEAR), _AMOUNT.over(30, 90), _TOP.over(30, 90), SINCE.over(YEAR)),
    ),
    _moves(
        "transfer_out",
        "转出资金",
        lambda t: (t.kind == "transfer") & ~t.into,
        (_COUNT.over(30, 90, YEAR), _AMOUNT.over(30, 90), _TOP.over(30, 90), SINCE.over(YEAR)),
    ),
    _moves("own_in", "从本人他行账户转入", lambda t: (t.party == "own_account") & t.into),
    _moves("own_out", "转出到本人他行账户", lambda t: (t.party == "own_account") & ~t.into),
    _moves("person_in", "收到他人转账", lambda t: (t.party == "person") & t.into),
    _moves("person_out", "向他人转账", lambda t: (t.party == "person") & ~t.into),
    _moves("securities", "向证券账户转账", lambda t: (t.party == "securities") & ~t.into),
    _moves("consumption", "消费", is_consumption, (*_OFTEN, _MEAN.over(90))),
    _moves(
        "platform",
        "通过支付平台付款",
        lambda t: (t.kind == "third_party_payment") & (t.party != "securities"),
        (_COUNT.over(30, 90), _AMOUNT.over(30, 90, YEAR)),
        group="consumption",
    ),
    _moves("repayment", "还款", lambda t: t.kind == "repayment", theme=Theme.LIABILITIES),
    _moves(
        "fee",
        "支付手续费",
        lambda t: t.kind == "fee",
        (_COUNT.over(90, YEAR), _AMOUNT.over(90, YEAR), SINCE.over(YEAR)),
        is_telling=False,
    ),
    _moves("large_in", "5万元以上大额入账", lambda t: t.into & t.large),
    _moves("large_out", "5万元以上大额支出", lambda t: ~t.into & t.large),
    _moves(
        "money_in",
        "资金流入",
        lambda t: t.into,
        (_COUNT.over(30, 90, YEAR), _AMOUNT.over(7, 30, 90, 180, YEAR), SINCE.over(YEAR)),
    ),
    _moves(
        "money_out",
        "资金流出",
        lambda t: ~t.into,
        (_COUNT.over(30), _AMOUNT.over(7, 30, 90, 180, YEAR), SINCE.over(YEAR)),
    ),
    _moves("moves", "账户交易", None, (_COUNT.over(7, 30, 90, 180, YEAR), SINCE.over(YEAR))),
)
CHANNELS = tuple(
    _moves(
        f"moves_{channel}",
        f"通过{words}办理收支",
        lambda t, channel=channel: t.channel == channel,
        (
            _COUNT.over(30, 90, YEAR),
            _AMOUNT.over(
                90,
            ),
            SINCE.over(YEAR),
        ),
        is_telling=channel == "branch",
    )
    for channel, words in (
        ("branch", "网点"),
        ("app", "手机银行"),
        ("online", "线上渠道"),
        ("pos", "刷卡"),
    )
)
_WEEKEND = total("weekend", "笔数", "笔").over(90, YEAR)
WEEKEND = (
    _moves(
        "weekend_consumption",
        "周末消费",
        is_consumption,
        (_WEEKEND,),
        is_step=True,
    ),
    _moves("weekend_moves", "周末发生收支", None, (_WEEKEND,), is_step=True),
)


def declarations() -> Iterator[Declaration]:
    """What is aggregated of transactions."""
    yield from TRANSACTIONS
    yield from CHANNELS
    yield from WEEKEND


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


_OWN_PAST = (("money_in", "资金流入"), ("money_out", "资金流出"), ("consumption", "消费金额"))


def block(key: str, number: int) -> str:
    """The step that holds what moved in one of the blocks of 30 days."""
    return f"{key}_block_{number}"


def own_past_steps() -> Iterator[Feature]:
    """What moved in each block of 30 days: figures that the comparisons below read."""
    import ibis

    for key, words in _OWN_PAST:
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
    for key, words in _OWN_PAST:
        blocks = [block(key, number) for number in range(BLOCKS)]
        none = f"此前11个月没有{words.removesuffix('金额')}"
        for name, past in ((f"{key}_own_mean", blocks[1:]), (f"{key}_block_mean", blocks)):
            yield mean_of(name, f"{words}的月均", past, Theme.TRANSACTIONS)
        yield deviation(
            _said(
                f"{key}_deviation",
                f"近30天{words}偏离自身此前11个月常态的程度",
                f"近30天{words}比自身此前11个月的月均高{{}}",
                none,
                f"{key}_own",
                negative=f"近30天{words}比自身此前11个月的月均低{{}}",
                zero=f"近30天{words}与自身此前11个月的月均持平",
            ),
            blocks[0],
            f"{key}_own_mean",
            blocks[1:],
        )
        yield times(
            _said(
                f"{key}_of_own",
                f"近30天{words}与自身此前11个月月均之比",
                f"近30天{words}为自身此前11个月月均的{{}}",
                none,
                f"{key}_own",
                zero=f"近30天没有{words.removesuffix('金额')}",
            ),
            blocks[0],
            f"{key}_own_mean",
        )
        yield variation(
            _said(
                f"{key}_variation",
                f"近一年月度{words}的波动系数",
                f"近一年月度{words}的波动为均值的{{}}",
                f"近一年没有{words.removesuffix('金额')}",
                f"{key}_own",
            ),
            f"{key}_block_mean",
            blocks,
        )
        yield active(
            _said(
                f"{key}_active_months",
                f"近一年有{words.removesuffix('金额')}的月数",
                f"近一年有{{}}月有{words.removesuffix('金额')}",
                f"近一年没有{words.removesuffix('金额')}",
                f"{key}_own",
                zero=f"近一年没有{words.removesuffix('金额')}",
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
