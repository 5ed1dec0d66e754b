"""The card as a page that a person reads, in Chinese, without any file beside it."""

from html import escape

from decision_models.uplift.report.card import Card
from decision_models.uplift.report.wording import LIMITS, amount, between, level

_LEARNERS = {
    "arms": "T-learner（两组各自的树）",
    "both": "S-learner（树）",
    "line": "S-learner（带交互的正则化线性模型）",
    "risk": "随风险水平变化的效果",
    "odds": "人人机会比同倍变化",
    "dr": "双重稳健 DR-learner（树）",
    "ridge": "双重稳健 DR-learner（岭回归）",
    "x": "X-learner（树）",
    "r": "R-learner（树）",
    "forest": "R-learner（森林）",
}
_KINDS = {"number": "数值", "date": "日期", "category": "类别", "text": "文本"}
_STYLE = """
body{font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:#1c2430;
max-width:920px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin:1.8rem 0 .5rem;
border-bottom:1px solid #dde3ea}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #eef1f5;vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums}.big{font-size:1.6rem;font-weight:600}
.row{display:flex;gap:2.5rem;flex-wrap:wrap}
.note{background:#fff7e6;padding:.6rem .9rem;border-left:3px solid #d98e04;margin:.5rem 0}
.muted{color:#68737f}
"""


def render(card: Card) -> str:
    """A complete HTML page."""
    title = f"{card.treatment} 对 {card.target} 的效果"
    parts = [
        "<!doctype html><html lang='zh'><head><meta charset='utf-8'>",
        f"<title>模型卡 {escape(title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>模型卡：{escape(title)}</h1>",
        f"<p class='muted'>{escape(card.table)}（{escape(card.source)}）· "
        f"{card.rows:,} 行{_left(card)} · {_meaning(card)}</p>",
        _headline(card),
        "".join(f"<div class='note'>{escape(one)}</div>" for one in card.warnings),
        _arms(card),
        _top(card),
        _curve(card),
        _deciles(card),
        _drivers(card),
        _policy(card),
        _columns(card),
        _method(card),
        "<h2>局限</h2><ul>" + "".join(f"<li>{one}</li>" for one in LIMITS) + "</ul>",
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _left(card: Card) -> str:
    left = card.rows_left_out
    return f"，另有 {left:,} 行没有处理或结果，或属于其他组，未参与" if left else ""


def _meaning(card: Card) -> str:
    if card.binary:
        what = f"{escape(card.target)} = {escape(card.positive)} 的概率之差"
    else:
        what = f"{escape(card.target)} 的均值之差"
    return (
        f"效果 = 处理（{escape(card.treated.value)}）与对照（{escape(card.control.value)}）{what}"
    )


def _headline(card: Card) -> str:
    top, quality, found = card.quality.uplift_at["20%"], card.quality, card.heterogeneity
    detected = "有差别" if found.detected else "看不出差别"
    cells = [
        ("平均效果", amount(card.average_effect.value, card.binary), _range(card, "average")),
        ("效果最大的前 20%", amount(top.value, card.binary), _range(card, "top")),
        (
            "Qini 系数",
            f"{quality.qini.value:.4f}",
            f"90% 区间 {quality.qini.low:.4f} ~ {quality.qini.high:.4f}",
        ),
        ("各人效果", detected, f"p = {found.p_value:.2g}，斜率 {found.slope:.2f}"),
    ]
    shown = "".join(
        f"<div>{name}<div class='big'>{value}</div><div class='muted'>{more}</div></div>"
        for name, value, more in cells
    )
    said = "".join(f"<p>{escape(one)}。</p>" for one in card.said[2:])
    return f"<div class='row'>{shown}</div>{said}"


def _range(card: Card, which: str) -> str:
    found = card.average_effect if which == "average" else card.quality.uplift_at["20%"]
    return f"90% 区间 {amount(found.low, card.binary)} ~ {amount(found.high, card.binary)}"


def _table(head: list[str], rows: list[list[str]], numeric: set[int]) -> str:
    def line(tag: str, cells: list[str]) -> str:
        made = "".join(
            f"<{tag}{' class=n' if at in numeric else ''}>{cell}</{tag}>"
            for at, cell in enumerate(cells)
        )
        return f"<tr>{made}</tr>"

    return f"<table>{line('th', head)}{''.join(line('td', row) for row in rows)}</table>"


def _arms(card: Card) -> str:
    rows = [
        [name, escape(arm.value), f"{arm.rows:,}", level(arm.mean, card.binary)]
        for name, arm in (("处理", card.treated), ("对照", card.control))
    ]
    overlap = card.overlap
    how = "与随机分配相符" if overlap.randomised else "不像随机分配，已用倾向得分校正"
    said = (
        f"<p>两组直接相减 {amount(card.difference, card.binary)}。各列分辨谁被处理的 AUC 为 "
        f"{overlap.auc:.3f}（p = {overlap.p_value:.2g}）：{how}；被处理的概率在 "
        f"{overlap.low:.1%} ~ {overlap.high:.1%} 之间。</p>"
    )
    return "<h2>两组</h2>" + _table(["组", "取值", "行数", "结果"], rows, {2, 3}) + said


def _top(card: Card) -> str:
    rows = [
        [
            f"前 {share}",
            between(found, card.binary),
            between(card.quality.gain_at[share], card.binary),
        ]
        for share, found in card.quality.uplift_at.items()
    ]
    return "<h2>只处理效果最大的人</h2>" + _table(
        ["按效果排序", "其中观察到的效果", "比随机挑同样多的人，全体每行多得"], rows, set()
    )


def _curve(card: Card) -> str:
    points = card.quality.curve
    highest = max(max(gain, random, 0.0) for _, gain, random in points)
    lowest = min(min(gain, random, 0.0) for _, gain, random in points)
    height = (highest - lowest) or 1.0

    def path(which: int) -> str:
        return " ".join(
            f"{40 + 520 * point[0]:.1f},{10 + 200 * (highest - point[which]) / height:.1f}"
            for point in points
        )

    unit = amount(highest, card.binary)
    return (
        "<h2>增益曲线</h2>"
        "<p class='muted'>横轴：处理的人占比（效果大的在前）；纵轴：全体每行的增益，"
        f"最高 {unit}。直线为随机挑人。AUUC {card.quality.auuc.value:.5f}，随机 "
        f"{card.quality.auuc_random:.5f}。</p>"
        "<svg viewBox='0 0 580 220' role='img' aria-label='增益曲线'>"
        f"<polyline points='{path(2)}' fill='none' stroke='#9aa5b1' stroke-dasharray='4'/>"
        f"<polyline points='{path(1)}' fill='none' stroke='#1769aa' stroke-width='2'/></svg>"
    )


def _deciles(card: Card) -> str:
    rows = [
        [
            f"{at}",
            f"{one.rows:,}",
            amount(one.predicted, card.binary),
            amount(one.observed, card.binary),
            amount(one.error, card.binary, sign=False),
        ]
        for at, one in enumerate(card.deciles, start=1)
    ]
    head = ["十分位（1 最大）", "行数", "预测效果", "观察效果", "标准误"]
    return "<h2>预测与观察</h2>" + _table(head, rows, {1, 2, 3, 4})


def _drivers(card: Card) -> str:
    if not card.drivers:
        return ""
    rows = []
    for one in card.drivers:
        bands = "；".join(
            f"{escape(band.label)}：{amount(band.predicted, card.binary)}"
            f"（观察 {amount(band.observed, card.binary)}）"
            for band in one.bands
        )
        rows.append([escape(one.column), f"{one.share:.0%}", bands])
    more = (
        "" if card.heterogeneity.detected else "<p>各人效果的差别没有得到证实，下表仅供参考。</p>"
    )
    head = ["列", "解释的差别", "各段的效果"]
    return "<h2>谁的效果大</h2>" + more + _table(head, rows, {1})


def _policy(card: Card) -> str:
    rows = [
        ["全部处理", "100%", between(card.policy.treat_all, card.binary)],
        [
            "只处理效果为正的人",
            f"{card.policy.share_positive:.1%}",
            between(card.policy.treat_positive, card.binary),
        ],
    ]
    head = ["做法", "处理的人", "比谁都不处理，全体每行多得"]
    return "<h2>两种做法</h2>" + _table(head, rows, {1})


def _columns(card: Card) -> str:
    used = [
        [escape(one.name), _KINDS[one.kind], f"{one.auc_alone:.3f}"] for one in card.columns_used
    ]
    shown = "<h2>用到的列</h2>" + _table(["列", "类型", "单列预测结果的 AUC"], used, {2})
    if card.columns_dropped:
        rows = [[escape(one.name), escape(one.reason)] for one in card.columns_dropped]
        shown += "<h2>没有用的列</h2>" + _table(["列", "原因"], rows, set())
    return shown


def _method(card: Card) -> str:
    rows = [
        [_LEARNERS.get(one.name, escape(one.name)), f"{one.share:.0%}", f"{one.t:.1f}"]
        for one in card.learners
    ]
    said = (
        f"<p>{escape(card.validation)}；效果的差别乘以 {card.slope:.2f} 后给出"
        f"（证据越弱越接近平均效果）；随机种子 {card.seed}。"
        "来源：Künzel 2019（X-learner）、Kennedy 2023（DR）、Nie &amp; Wager 2021（R）、"
        "Radcliffe 2007（Qini）、Chernozhukov 2018（差别的检验）。</p>"
    )
    return "<h2>做法</h2>" + _table(["学习器", "占比", "单独的证据 t"], rows, {1, 2}) + said
