"""``weiwo models list | train | score | card``: the catalogue's models."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from home.errors import BadInput, NotFound, WeiwoError
from weiwo.commands.models import amounts, kinds
from weiwo.progress import progress
from weiwo.tables import print_table

if TYPE_CHECKING:
    from decision_models.cards import ModelCard
    from decision_models.catalogue.listing import Listed
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
    """List every model of the catalogue with its kind, and how good it was where it was trained."""
    from decision_models.catalogue.listing import listed
    from decision_models.registry import Registry
    from weiwo.settings import Settings

    home = Settings().home
    registry = Registry(home)
    cards = {card.name: card for card in registry.list()}
    off, every = _switched_off(), listed()
    rows = []
    for one in every:
        if one.kind != "binary":
            continue
        card = cards.get(one.name)
        figures = ("",) * 6 if card is None else _key_figures(card)
        said = "" if card is not None else _state(home, one, off)
        rows.append((one.name, kinds.KINDS[one.kind], one.title, *figures, said))
    heads = (
        "模型",
        "种类",
        "说明",
        "AUC",
        "95%区间",
        "前5%提升",
        "前20%覆盖",
        "发生率",
        "截至",
        "",
    )
    print_table(heads, rows)
    others = [
        (one.name, kinds.KINDS[one.kind], one.title, _figure(home, one, off))
        for one in every
        if one.kind != "binary"
    ]
    print_table(("模型", "种类", "说明", "结果"), others)
    _say_simulated(list(cards.values()))


def _state(home: Path, one: "Listed", off: Mapping[str, str]) -> str:
    """Why a model of the list has no figures."""
    from decision_models.shelves import shelf

    if one.name in off:
        return f"未启用：{off[one.name]}"
    if one.name in shelf(home, one.kind).names():
        return f"已损坏，请重新训练：weiwo models train {one.name}"
    return "尚未训练"


def _figure(home: Path, one: "Listed", off: Mapping[str, str]) -> str:
    """What the list says of an effect, an hour or an amount."""
    from decision_models.artefact import DamagedModel
    from decision_models.shelves import shelf

    kept = shelf(home, one.kind)
    try:
        card = kept.load(one.name).card if one.name in kept.names() else None
    except DamagedModel:
        card = None
    except WeiwoError as error:
        return str(error)
    if card is None:
        return _state(home, one, off)
    figures: dict[str, Callable[[Any], str]] = {
        "effect": kinds.effect_figure,
        "hour": kinds.hour_figure,
        "fatigue": kinds.fatigue_figure,
        "amount": amounts.figure,
    }
    return figures[one.kind](card)


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
    kinds.print_summary(Settings().home, chosen)
    _say_switched_off(chosen)


def _switched_off() -> dict[str, str]:
    """Models that the mart cannot train, and why, in Chinese; none without a mart."""
    from decision_models.mart.warehouse import Warehouse
    from decision_models.training import switched_off
    from weiwo.settings import Settings

    warehouse = Warehouse(Settings().home)
    mart = warehouse.find()
    if mart is None:
        return {}
    found = {name: f"数据中没有{table}表" for name, table in switched_off(mart).items()}
    return kinds.too_small(warehouse, mart) | found


def _say_switched_off(chosen: list[str] | None) -> None:
    by_reason: dict[str, list[str]] = {}
    for name, why in _switched_off().items() if chosen is None else ():
        by_reason.setdefault(why, []).append(name)
    for why, models in by_reason.items():
        print(f"未启用（{why}）：{'、'.join(models)}")


def score_models(
    names: _Names = None,
    every: _All = False,
    engine: Annotated[
        Literal["duckdb", "spark"], typer.Option(help="what computes features and scores")
    ] = "duckdb",
) -> None:
    """Score every customer with the trained models."""
    from decision_models.runs import PartlyFailed
    from decision_models.scoring import ScoreStore
    from decision_models.scoring.run import score
    from weiwo.settings import Settings

    settings, chosen = Settings(), _chosen(names, every)
    home = settings.home
    with progress() as say:
        try:
            score(home, chosen, say, engine=engine, spark_master=settings.spark_master)
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
    from decision_models.shelves import shelf_of
    from weiwo.settings import Settings

    kept = shelf_of(Settings().home, name)
    if name not in kept.names():
        raise NotFound(f"model {name!r} must be trained first, got none: weiwo models train {name}")
    card = kept.card(name)
    if html is not None:
        try:
            html.write_text(kept.page(name), encoding="utf-8")
        except OSError as error:
            raise BadInput(
                f"{html} must be a file that can be written: {error.strerror}"
            ) from error
    if as_json:
        print(card.model_dump_json(indent=1))
    elif html is None:
        show: dict[str, Callable[[Any], None]] = {
            "model": _print_card,
            "forecaster": amounts.print_card,
            "effect": kinds.print_effect,
            "best hour": kinds.print_hour,
            "weariness": kinds.print_fatigue,
        }
        show[kept.kind](card)


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
    for kind, folder in (
        ("触达效果", "effects"),
        ("最佳时段", "hours"),
        ("触达疲劳", "fatigue"),
        ("金额", "forecasts"),
    ):
        made = sorted(path.stem for path in (version.path / folder).glob("*.parquet"))
        if made:
            print(f"{kind}：{'、'.join(made)}")
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
