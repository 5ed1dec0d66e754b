"""The bundled corpus and the demo shelf as the tests read them, and how close two texts are."""

import json
import re
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "knowledge" / "corpus"
SHELF = ROOT / "decision_models" / "mart" / "demo_bank" / "shelf.yaml"
COLLECTIONS = ("news", "products", "service", "rules")
AS_OF = date(2026, 9, 30)

CANONICAL_THEMES = frozenset(
    re.findall(
        r"\w+",
        "降准 降息 LPR 存款利率 社融 CPI PMI GDP 财政 美联储 汇率 黄金 原油 债市 股市 港股 美股 "
        "房地产 新能源 半导体 人工智能 医药 消费 红利 养老 保险新规 理财新规",
    )
)

# Sentences that rules G3, G5 and G17 ask for in so many words; they may repeat.
REQUIRED_SENTENCES = (
    "理财非存款、产品有风险、投资须谨慎。",
    "业绩比较基准不是预期收益率，不代表产品的未来表现和实际收益，不构成收益承诺。",
    "基金的过往业绩并不预示其未来表现。",
    "基金有风险，投资须谨慎。",
)
AGENCY_SENTENCE = re.compile(
    r"本产品由[^，。]{2,30}发行与管理，代销机构不承担产品的投资、兑付和风险管理责任。"
)
OVERLAP_LIMIT = 0.40
GRAM = 8


class Item(BaseModel):
    """One line of the corpus."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str = Field(min_length=4, max_length=60)
    text: str = Field(min_length=80, max_length=400)
    source: str = Field(pattern=r"（模拟）$")
    published: date
    collection: str
    access: str = Field(pattern="^(public|staff|rm|compliance)$")
    kind: str = Field(pattern="^(news|product|faq|rule)$")
    themes: list[str]
    simulated: bool
    product_id: str | None = Field(default=None, pattern=r"^P\d{3}$")
    valid_until: date | None = None
    note: str | None = None


class Product(BaseModel):
    """The columns of the shelf that a product sheet may state."""

    model_config = ConfigDict(extra="ignore")

    product_id: str
    name: str
    category: str
    issuer: str
    risk_level_issuer: str | None
    risk_level_seller: str | None
    min_amount: float | None
    term_days: int | None
    benchmark_low: float | None
    benchmark_high: float | None
    themes: list[str]
    private: bool


def read(collection: str) -> list[Item]:
    """The items of one collection, in file order."""
    lines = (CORPUS / f"{collection}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Item.model_validate(json.loads(line)) for line in lines]


ITEMS: tuple[Item, ...] = tuple(item for name in COLLECTIONS for item in read(name))
BY_ID = {item.id: item for item in ITEMS}
PRODUCTS = {
    product.product_id: product
    for product in map(
        Product.model_validate, yaml.safe_load(SHELF.read_text(encoding="utf-8"))["products"]
    )
}
SHEETS = tuple(item for item in ITEMS if item.kind == "product")


def without_required(text: str) -> str:
    """The text with the sentences removed that the rules demand word for word."""
    text = AGENCY_SENTENCE.sub("", text)
    for sentence in REQUIRED_SENTENCES:
        text = text.replace(sentence, "")
    return text


def grams(text: str) -> frozenset[str]:
    """Runs of eight letters, figures or characters, punctuation left out."""
    bare = re.sub(r"[\W_]+", "", without_required(text))
    return frozenset(bare[i : i + GRAM] for i in range(len(bare) - GRAM + 1))


def overlap(left: str, right: str) -> float:
    """Shared 8-grams as a share of the shorter text's."""
    a, b = grams(left), grams(right)
    return len(a & b) / min(len(a), len(b))
