"""``weiwo models list | train | score | card``: the catalogue's models."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from home.errors import BadInput
from weiwo.commands.models import amounts
from weiwo.progress import progress
from weiwo.tables import print_table

if TYPE_CHECKING:
    from decision_models.cards import ModelCard
    from decision_models.scoring import ScoreStore

_Names = Annotated[list[str] | None, typer.Argument(help="the catalogue's names")]
_All = Annotated[bool, typer.Option("--all", help="every model")]


def register(group: typer.Typer) -> None:
    """Add the commands to ``weiwo models``."""
    group.command("list")(list_models)
    group.command("train")(train_models)
    group.command("score")(score_models)
    group.command("card")(show_card)


def list_models() -> None:
    """List the catalogue, and how good each model was that has been trained."""
    from decision_models import catalogue
    from decision_models.registry import Registry
    from weiwo.settings import Settings

    registry = Registry(Settings().home)
    cards = {card.name: card for card in registry.list()}
    off, whole = _switched_off(), set(registry.names())
    rows = []
    for spec in catalogue.specifications():
        card = cards.get(spec.name)
        figures = ("",) * 6 if card is None else _key_figures(card)
        said = "" if card is not None else "尚未训练"
        if spec.name in off:
            said = f"未启用：缺少{off[spec.name]}表"
        elif card is None and spec.name in whole:
            said = f"已损坏，请重新训练：weiwo models train {spec.name}"
        rows.append((spec.name, spec.title, *figures, said))
    heads = ("模型", "说明", "AUC", "95%区间", "前5%提升", "前20%覆盖", "发生率", "截至", "")
    print_table(heads, rows)
    amounts.list_forecasters(registry.home)
    _say_simulated(list(cards.values()))


def _key_figures(card: "ModelCard") -> tuple[str, ...]:
    found = card.evaluation
    return (
        f"{found.auc:.3f}",
        f"{found.auc_low:.3f}~{found.auc_high:.3f}",
        f"{found.lift['5%']:.1f}倍",
        f"{found.capture_20:.0%}",
        f"{found.base_rate:.2%}",
        card.data_as_of,
    )


def train_models(
    names: _Names = None,
    every: _All = False,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="search each model's parameters for so long")
    ] = None,
) -> None:
    """Train models on the mart's history; judge them on months that they have not seen."""
    from decision_models.runs import PartlyFailed
    from decision_models.training import train
    from weiwo.settings import Settings

    chosen = _chosen(names, every)
    with progress() as say:
        try:
            cards = train(Settings().home, chosen, say, seconds)
        except PartlyFailed as failed:
            _print_cards(failed.cards)
            _say_switched_off(chosen)
            raise
    _print_cards(cards)
    amounts.print_summary(Settings().home, chosen)
    _say_switched_off(chosen)


def _switched_off() -> dict[str, str]:
    """Models that the mart cannot train, and the table that each lacks; none without a mart."""
    from decision_models.mart.warehouse import Warehouse
    from decision_models.training import switched_off
    from weiwo.settings import Settings

    mart = Warehouse(Settings().home).find()
    return {} if mart is None else switched_off(mart)


def _say_switched_off(chosen: list[str] | None) -> None:
    by_table: dict[str, list[str]] = {}
    for name, table in _switched_off().items() if chosen is None else ():
        by_table.setdefault(table, []).append(name)
    for table, models in by_table.items():
        print(f"未启用（数据中没有{table}表）：{'、'.join(models)}")


def score_models(
    names: _Names = None,
    every: _All = False,
    engine: Annotated[
        Literal["duckdb", "spark"], typer.Option(help="what computes the features")
    ] = "duckdb",
) -> None:
    """Score every customer with the trained models."""
    from decision_models.runs import PartlyFailed
    from decision_models.scoring import ScoreStore, score
    from weiwo.settings import Settings

    home, chosen = Settings().home, _chosen(names, every)
    with progress() as say:
        try:
            score(home, chosen, say, engine=engine)
        except PartlyFailed as failed:
            if failed.cards:
                _print_scores(ScoreStore(home))
            raise
    _print_scores(ScoreStore(home))


def show_card(
    name: Annotated[str, typer.Argument(help="a trained model")],
    as_json: Annotated[bool, typer.Option("--json", help="the card as JSON")] = False,
    html: Annotated[Path | None, typer.Option(help="write the card as a web page there")] = None,
) -> None:
    """Show a model's card: whom it speaks of, how good it is, what it looks at, its limits."""
    from decision_models.registry import Registry
    from weiwo.settings import Settings

    registry = Registry(Settings().home)
    forecaster = amounts.find_card(registry.home, name)
    if forecaster is not None:
        if html is not None:
            raise BadInput(f"--html must be left out for a forecaster, got {name}")
        print(forecaster.model_dump_json(indent=1)) if as_json else amounts.print_card(forecaster)
        return
    card = registry.card(name)
    if html is not None:
        try:
            html.write_text(registry.page(name), encoding="utf-8")
        except OSError as error:
            raise BadInput(
                f"{html} must be a file that can be written: {error.strerror}"
            ) from error
    if as_json:
        print(card.model_dump_json(indent=1))
    elif html is None:
        _print_card(card)


def _chosen(names: list[str] | None, every: bool) -> list[str] | None:
    """None for all of them."""
    if bool(names) == every:
        raise BadInput("give the names of models, or --all for every model")
    return None if every else names


def _print_cards(cards: "Sequence[ModelCard]") -> None:
    if not cards:
        return
    heads = ["模型", "样本", "正例", "发生率", "AUC", "提升1%", "提升5%", "提升10%", "覆盖20%"]
    heads += ["Brier前", "Brier后", "校准误差前", "校准误差后", "校准", "特征", "秒"]
    rows = []
    for card in cards:
        found, training = card.evaluation, card.training
        lifts = [f"{found.lift[share]:.1f}" for share in ("1%", "5%", "10%")]
        errors = [found.before.expected_calibration_error, found.after.expected_calibration_error]
        rows.append(
            [
                card.name,
                str(training.rows),
                str(training.positives),
                f"{found.base_rate:.2%}",
                f"{found.auc:.3f}",
                *lifts,
                f"{found.capture_20:.0%}",
                f"{found.before.brier:.5f}",
                f"{found.after.brier:.5f}",
                *(f"{error:.4f}" for error in errors),
                training.calibration,
                str(training.features),
                f"{training.seconds:.1f}",
            ]
        )
    print_table(heads, rows)
    _say_simulated(cards)


def _say_simulated(cards: "Sequence[ModelCard]") -> None:
    if any(card.simulated for card in cards):
        print("（以上在模拟的示范银行数据上、用训练之后的月份检验得出）")


def _print_scores(store: "ScoreStore") -> None:
    version, con = store.current(), store.connect()
    figures = "count(*), avg(score), max(score), max(lift)"
    sql = f"SELECT model, {figures} FROM scores GROUP BY model ORDER BY model"
    rows = con.raw_sql(sql).fetchall()
    heads = ("模型", "客户数", "平均概率", "最高概率", "最高提升")
    print_table(
        heads,
        [
            [m, str(n), f"{mean:.2%}", f"{top:.2%}", f"{lift:.1f}倍"]
            for m, n, mean, top, lift in rows
        ],
    )
    print(f"（本次新做{version.files_made}份文件，沿用已有的{version.files_found}份）")


def _print_card(card: "ModelCard") -> None:
    found = card.evaluation
    lifts = "，".join(f"前{share}为{lift:.1f}倍" for share, lift in found.lift.items())
    print(f"{card.title}（{card.name}）")
    print(f"适用客户：{'；'.join(card.population)}")
    print(f"正例：{card.label}")
    print(f"检验：{'、'.join(card.training.hold_out)}，{found.rows}行，发生率{found.base_rate:.2%}")
    print(
        f"AUC {found.auc:.3f}（95%区间 {found.auc_low:.3f} ~ {found.auc_high:.3f}）；"
        f"提升{lifts}；前20%覆盖{found.capture_20:.0%}的正例"
    )
    print(
        f"Brier {found.before.brier:.5f} → {found.after.brier:.5f}（{card.training.calibration}）"
    )
    print("最看重的特征：")
    for feature in card.top_features[:8]:
        print(f"  {feature.share:>6.1%}  {feature.meaning}")
    print("限制：")
    for limit in card.limits:
        print(f"  · {limit}")
