"""Makes a demo home: the simulated bank, its models and scores, and the bundled corpus.

Each step is passed over where its result is there and whole; a killed run left nothing half
(``home.versions``), so the next one goes on from the last finished step.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from home.errors import BadInput, NotReady

if TYPE_CHECKING:
    from decision_models.mart.warehouse import MartVersion
    from decision_models.registry import Registry
    from decision_models.registry.shelf import Shelf

CUSTOMERS, SEED = 20_000, 7

Tell = Callable[[str], None]


def prepare(home: Path, tell: Tell, news: Path | None = None) -> None:
    """Build what is missing.

    Args:
        home: the data folder; a bank's own mart in it is never touched.
        tell: is told what is being done.
        news: further documents that are to be searchable by words at once.

    Raises:
        BadInput: the home holds a bank's own data, or a newer weiwo wrote it.
        HomeLocked: another process is writing to this home.
    """
    from home.lock import writer_lock

    # One writer from the first step to the last: a second one is told of this demo at once.
    with writer_lock(home, "demo"):
        _prepare(home, tell, news)


def _prepare(home: Path, tell: Tell, news: Path | None) -> None:
    from decision_models.forecasting.forecasters import Forecasters
    from decision_models.mart import demo_bank
    from decision_models.registry import Registry

    mart = _demo_mart(home)
    if mart is None:
        tell(f"生成示范银行（模拟）：{CUSTOMERS:,}位客户，18个月历史")
        mart = demo_bank.build(home, customers=CUSTOMERS, seed=SEED)
    registry = Registry(home)
    if _trained_on(registry, mart.id) is None or not _readable(Forecasters(home)):
        from decision_models.training import train

        tell(
            "训练决策模型：购买、办卡与贷款、资产、手机银行、触达效果与时段、资金流向、金额等约四十个"
        )
        train(home)
    if not _scored(home, mart.id):
        from decision_models.scoring.run import score

        tell("给每位客户打分")
        score(home)
    _take_in(home, tell, news)


def _demo_mart(home: Path) -> "MartVersion | None":
    """The simulated bank of this home; None where it is to be built (again)."""
    from decision_models.mart.warehouse import Warehouse

    warehouse = Warehouse(home)
    try:
        mart = warehouse.find()
    except NotReady as error:
        if warehouse.replaceable():
            return None
        raise BadInput(
            f"the home for a demo must be empty or a demo home, got {home}: {error}"
        ) from error
    if mart is not None and not mart.demo:
        raise BadInput(
            f"the home for a demo must be empty or a demo home, got {home}, which holds "
            "a bank's own data; set WEIWO_HOME to another folder"
        )
    return mart


def _trained_on(registry: "Registry", mart_id: str) -> str | None:
    """The version of the models, where they were trained on this mart."""
    try:
        meta = registry.meta()
    except NotReady:
        return None
    return str(meta["version"]) if meta.get("mart") == mart_id else None


def _readable(shelf: "Shelf[Any]") -> bool:
    """Whether its models are of a schema that this code reads."""
    try:
        shelf.names()
    except NotReady:
        return False
    return True


def _scored(home: Path, mart_id: str) -> bool:
    from decision_models.scoring import ScoreStore

    try:
        return ScoreStore(home).current().mart == mart_id
    except NotReady:
        return False


def _take_in(home: Path, tell: Tell, news: Path | None) -> None:
    from knowledge.library import KnowledgeBase, corpus_path
    from knowledge.loaders import FolderFields

    base = KnowledgeBase(home)
    tell("资料入库：市场消息、产品说明、服务问答、制度")
    taken = base.ingest([corpus_path()], lexical_now=True)
    if taken.pending and taken.documents == taken.added + taken.changed + taken.unchanged:
        # Vectors for the corpus alone: real news that is in already waits for an ingest of its own.
        base.ingest([corpus_path()])
    if news is not None:
        tell(f"真实新闻入库（先可按字词检索）：{news.name}")
        as_news = FolderFields(kind="news")
        base.ingest([news], collection="finnews", lexical_now=True, given=as_news)
