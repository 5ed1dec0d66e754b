"""The tools about how the house itself works: its models, its rules; part of the catalogue."""

from tools import bank_models, compliance_rules, contact_rules
from tools.access import STAFF
from tools.bank_models.arguments import READERS
from tools.calling import Effect, Tool

HOUSE_TOOLS: tuple[Tool, ...] = (
    Tool(
        "models_in_use",
        "在用的决策模型一览：预测什么、哪一版在用、准不准、校准、是否按时间外推检验",
        bank_models.ModelsQuery,
        Effect.READ,
        READERS,
        lambda t, s, a, _: bank_models.models_in_use(t, s, a),
    ),
    Tool(
        "model_card",
        "一个模型的卡片：样本外AUC与提升度、校准、主要特征、防穿越、稳定性、版本、使用限制",
        bank_models.CardQuery,
        Effect.READ,
        READERS,
        lambda t, s, a, _: bank_models.model_card(t, s, a),
    ),
    Tool(
        "contact_rules",
        "本行的联系规则：几点到几点、每天每周每月最多几次、哪些渠道要先授权",
        contact_rules.RulesQuery,
        Effect.READ,
        STAFF,
        lambda t, s, a, _: contact_rules.contact_rules(t, s, a),
    ),
    Tool(
        "compliance_rules",
        "规则包里的规则：哪条管这句话、依据哪部法哪一条、何时施行、合规说法",
        compliance_rules.RuleQuery,
        Effect.READ,
        STAFF,
        lambda t, s, a, _: compliance_rules.compliance_rules(t, s, a),
    ),
)
"""No customer is in what these give; each is for those whose work it concerns."""
