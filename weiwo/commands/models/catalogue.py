"""``weiwo models list | train | score | card``: the catalogue's models."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    for spec in catalogue.specifications():
        card = cards.get(spec.name)
        if card is not None:
            said = f"AUC {card.evaluation.auc:.3f}，数据截至{card.data_as_of}"
        elif spec.name in registry.names():
            said = f"已损坏，请重新训练：weiwo models train {spec.name}"
        else:
            said = "尚未训练"
        print(f"{spec.name:<16}{spec.title}  （{said}）")
    amounts.list_forecasters(registry.home)


def train_models(names: _Names = None, every: _All = False) -> None:
    """Train models on the mart's history; judge them on months that they have not seen."""
    from decision_models.runs import PartlyFailed
    from decision_models.training import train
    from weiwo.settings import Settings

    with progress() as say:
        try:
            cards = train(Settings().home, _chosen(names, every), say)
        except PartlyFailed as failed:
            _print_cards(failed.cards)
            raise
    _print_cards(cards)
    amounts.print_summary(Settings().home, None if every else names)


def score_models(names: _Names = None, every: _All = False) -> None:
    """Score every customer with the trained models."""
    from decision_models.runs import PartlyFailed
    from decision_models.scoring import ScoreStore, score
    from weiwo.settings import Settings

    home = Settings().home
    with progress() as say:
        try:
            score(home, _chosen(names, every), say)
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
    heads = ["模型", "样本", "正例", "发生率", "AUC", "提升1%", "提升5%", "提升10%"]
    heads += ["Brier前", "Brier后", "校准误差前", "校准误差后", "校准", "秒"]
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
                f"{found.before.brier:.5f}",
                f"{found.after.brier:.5f}",
                *(f"{error:.4f}" for error in errors),
                training.calibration,
                f"{training.seconds:.1f}",
            ]
        )
    print_table(heads, rows)
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
    print(f"AUC {found.auc:.3f}；提升{lifts}")
    print(
        f"Brier {found.before.brier:.5f} → {found.after.brier:.5f}（{card.training.calibration}）"
    )
    print("最看重的特征：")
    for feature in card.top_features[:8]:
        print(f"  {feature.share:>6.1%}  {feature.meaning}")
    print("限制：")
    for limit in card.limits:
        print(f"  · {limit}")
