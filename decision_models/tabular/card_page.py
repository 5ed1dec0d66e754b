"""The card as a page that a person reads, in Chinese, without any file beside it."""

from html import escape

from decision_models.tabular.card import Card

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
    parts = [
        "<!doctype html><html lang='zh'><head><meta charset='utf-8'>",
        f"<title>模型卡 {escape(card.target)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>模型卡：预测 {escape(card.target)} = {escape(card.positive)}</h1>",
        f"<p class='muted'>{escape(card.table)}（{escape(card.source)}）· {card.rows:,} 行 · "
        f"正例占 {card.base_rate:.2%}" + _missing_targets(card) + "</p>",
        _headline(card),
        _warnings(card),
        _lift(card),
        _calibration(card),
        _features(card),
        _columns(card),
        _dropped(card),
        _drift(card),
        _method(card),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part)


def _missing_targets(card: Card) -> str:
    return (
        f" · 另有 {card.rows_without_target:,} 行没有目标值，未参与学习"
        if card.rows_without_target
        else ""
    )


def _headline(card: Card) -> str:
    quality = card.quality
    cells = [
        ("AUC", f"{quality.auc:.3f}", f"90% 区间 {quality.auc_low:.3f} ~ {quality.auc_high:.3f}"),
        (
            "前 20% 覆盖的正例",
            f"{quality.capture_20:.1%}",
            f"前 10% 提升 {quality.lift['10%']:.2f} 倍",
        ),
        (
            "校准误差",
            f"{quality.calibration_error_after:.3f}",
            f"校准前 {quality.calibration_error_before:.3f}",
        ),
    ]
    shown = "".join(
        f"<div>{name}<div class='big'>{value}</div><div class='muted'>{more}</div></div>"
        for name, value, more in cells
    )
    how = f"检验方式：{escape(_validation(card))}，数字都来自模型没见过的行。"
    return f"<div class='row'>{shown}</div><p>{how}</p>"


def _validation(card: Card) -> str:
    if card.validation.startswith("forward"):
        return f"按时间向前（{len(card.quality.auc_by_fold)} 段，每段由更早的数据训练的模型来评）"
    return (
        card.validation.replace("stratified folds at random", "折随机分层交叉验证")
        .replace("times", "轮")
        .replace("a random fifth of the rows held out", "随机留出五分之一的行")
    )


def _warnings(card: Card) -> str:
    said = []
    for one in card.leakage_suspects:
        done = (
            "已自动排除"
            if one.excluded
            else "仍在使用；若确属事后才知道，请用 --exclude 排除后重训"
        )
        said.append(f"<b>{escape(one.column)}</b> 可能泄露答案（{done}）：{escape(one.evidence)}")
    said += [escape(note) for note in card.notes]
    if card.ended_early:
        said.append("时间预算不够，没有试完全部学习器。给更多 --seconds 可能更好。")
    return "".join(f"<div class='note'>{one}</div>" for one in said)


def _table(head: list[str], rows: list[list[str]], numeric: set[int]) -> str:
    def line(tag: str, cells: list[str]) -> str:
        made = "".join(
            f"<{tag}{' class=n' if at in numeric else ''}>{cell}</{tag}>"
            for at, cell in enumerate(cells)
        )
        return f"<tr>{made}</tr>"

    return f"<table>{line('th', head)}{''.join(line('td', row) for row in rows)}</table>"


def _lift(card: Card) -> str:
    rows = [[f"前 {share}", f"{lift:.2f}"] for share, lift in card.quality.lift.items()]
    return "<h2>提升（相对平均水平的倍数）</h2>" + _table(["得分最高的", "倍数"], rows, {1})


def _calibration(card: Card) -> str:
    rows = [
        [f"{score:.2%}", f"{rate:.2%}", f"{count:,}"]
        for score, rate, count in card.quality.calibration
    ]
    quality = card.quality
    said = (
        f"Brier {quality.brier_before:.4f} → {quality.brier_after:.4f}，"
        f"对数损失 {quality.log_loss_before:.4f} → {quality.log_loss_after:.4f}"
    )
    return f"<h2>校准</h2><p>{said}</p>" + _table(["平均得分", "实际发生", "行数"], rows, {0, 1, 2})


def _features(card: Card) -> str:
    rows = []
    for one in card.top_features:
        rates = "；".join(f"{escape(word)}：{rate:.1%}" for word, rate, _ in one.rates)
        rows.append([escape(one.column), f"{one.share:.1%}", rates])
    return "<h2>最有用的列</h2>" + _table(["列", "占比", "各段正例率"], rows, {1})


def _columns(card: Card) -> str:
    rows = [
        [escape(one.name), _KINDS[one.kind], f"{one.auc_alone:.3f}"] for one in card.columns_used
    ]
    return "<h2>用到的列</h2>" + _table(["列", "类型", "单列 AUC"], rows, {2})


def _dropped(card: Card) -> str:
    if not card.columns_dropped:
        return ""
    rows = [[escape(one.name), escape(one.reason)] for one in card.columns_dropped]
    return "<h2>没有用的列</h2>" + _table(["列", "原因"], rows, set())


def _drift(card: Card) -> str:
    moving = sorted(card.drift.items(), key=lambda item: -item[1])[:10]
    if not moving:
        return ""
    rows = [[escape(name), f"{area:.3f}"] for name, area in moving]
    names = "、".join(escape(name) for name in card.drifting)
    said = f"每种学习器都带着与不带这些漂移列各学一遍，再平均：{names}。" if names else ""
    return (
        "<h2>随时间漂移</h2><p>单列区分最近五分之一与更早数据的 AUC，0.5 为不漂移。"
        + said
        + "</p>"
        + _table(["列", "AUC"], rows, {1})
    )


def _method(card: Card) -> str:
    members = "，".join(f"{escape(name)} {weight:.0%}" for name, weight in card.members.items())
    folds = "，".join(f"{area:.3f}" for area in card.quality.auc_by_fold)
    return (
        f"<h2>做法</h2><p>集成：{members}；校准：{card.calibration_kind}；各折 AUC：{folds}；"
        f"随机种子 {card.seed}；重复行 {card.duplicate_rows:,}。</p>"
    )
