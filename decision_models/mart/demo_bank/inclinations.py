"""Lasting inclinations: to each kind of product, and to contacts by each channel."""

import numpy as np

from decision_models.mart.demo_bank.names import INDUSTRIES, OCCUPATIONS
from decision_models.mart.demo_bank.processes import (
    BOND,
    CARD,
    DEPOSIT,
    FOREX,
    FUND,
    GOLD,
    INSURANCE,
    LARGE,
    LOAN,
    PENSION,
    PROCESSES,
    WEALTH,
)
from decision_models.mart.demo_bank.timeline import Floats, Ints, Rng
from decision_models.mart.schema import CHANNELS

_BY_OCCUPATION = {  # wealth, fund, large deposit
    "企业职员": (0.0, 0.10, -0.10),
    "公务员": (0.30, -0.15, 0.15),
    "教师": (0.40, 0.0, 0.25),
    "医生": (0.30, 0.15, 0.0),
    "工程师": (0.10, 0.50, -0.20),
    "个体工商户": (-0.40, -0.30, 0.10),
    "企业主": (-0.25, 0.10, 0.20),
    "自由职业": (-0.35, 0.25, -0.15),
    "工人": (-0.30, -0.55, 0.05),
    "退休": (0.15, -0.30, 0.25),
    "学生": (-0.80, 0.25, -0.80),
    "销售": (0.0, 0.30, -0.10),
}
_FURTHER_BY_OCCUPATION = {  # insurance, gold, pension, credit card, loan
    "企业职员": (0.05, -0.05, 0.30, 0.35, -0.05),
    "公务员": (-0.35, 0.10, 0.55, 0.30, -0.55),
    "教师": (0.30, -0.10, 0.45, 0.05, -0.50),
    "医生": (0.50, 0.10, 0.35, 0.25, -0.30),
    "工程师": (-0.15, 0.05, 0.50, 0.45, -0.10),
    "个体工商户": (0.15, 0.35, -0.65, -0.35, 0.65),
    "企业主": (0.60, 0.40, -0.20, -0.10, 0.80),
    "自由职业": (-0.45, 0.20, -0.55, -0.40, 0.45),
    "工人": (-0.40, -0.30, -0.35, -0.15, 0.35),
    "退休": (-0.10, 0.15, -0.90, -0.60, -0.90),
    "学生": (-0.60, -0.60, -0.80, 0.40, -0.50),
    "销售": (0.45, -0.15, -0.10, 0.50, 0.40),
}
_FURTHER = np.array([0.9, 1.3, 0.9, 1.5, 0.9])
_FUND_INDUSTRIES = {"信息技术": 0.40, "金融业": 0.50, "制造业": -0.15, "建筑业": -0.25}


def draw_affinity(
    rng: Rng,
    older: Floats,
    rich: Floats,
    risk: Floats,
    thrift: Floats,
    income: Floats,
    occupation: Ints,
    industry: Ints,
    education: Ints,
) -> Floats:
    """Customer by process, in log-odds. Several rise and fall again with age or wealth, or hang on
    two traits at once, so that no single threshold tells buyers apart.

    ``older`` is age in standard deviations from 46; the others are those of ``Traits``.
    """
    middle = 1.0 - np.abs(older) * 1.3  # family years
    affinity = 0.42 * rng.standard_normal((rich.size, len(PROCESSES)))
    by_occupation = np.array([_BY_OCCUPATION[name] for name in OCCUPATIONS])
    affinity[:, [WEALTH, FUND, LARGE]] += by_occupation[occupation]
    affinity[:, WEALTH] += 0.3 * thrift - 0.25 * (risk - 0.2) ** 2 + 0.3 * np.cos(2.2 * older)
    affinity[:, FUND] += 0.40 * risk - 0.15 * older**2 + 0.35 * (education >= 2) * (older < 0)
    by_industry = np.array([_FUND_INDUSTRIES.get(name, 0.0) for name in (*INDUSTRIES, "")])
    affinity[:, FUND] += by_industry[industry]
    affinity[:, LARGE] += -0.3 * risk + 0.3 * np.sin(2.0 * older) - 0.42 * rich
    affinity[:, LARGE] += -0.25 * np.maximum(rich - 0.6, 0) ** 2
    affinity[:, DEPOSIT] += -0.28 * risk + 0.15 * older - 0.2 * rich
    affinity[:, INSURANCE] += 0.45 * middle + 0.2 * thrift
    affinity[:, GOLD] += 0.2 * older + 0.15 * rich
    affinity[:, PENSION] += 0.5 * middle + 0.2 * np.log(income / 8500)
    affinity[:, BOND] += -0.3 * risk + 0.4 * older
    affinity[:, FOREX] += 0.4 * rich
    affinity[:, CARD] += -0.35 * older
    affinity[:, LOAN] += -0.3 * rich - 0.3 * thrift + 0.3 * middle
    _incline_further(affinity, older, income, occupation, education)
    return affinity


def _incline_further(
    affinity: Floats, older: Floats, income: Floats, occupation: Ints, education: Ints
) -> None:
    """To insurance, gold, pensions, cards and loans: by work and by stage of life, and by income
    for some of the learned alone. Each rises and falls again, so that no figure tells by itself.
    """
    further = np.array([_FURTHER_BY_OCCUPATION[name] for name in OCCUPATIONS])
    affinity[:, [INSURANCE, GOLD, PENSION, CARD, LOAN]] += _FURTHER * further[occupation]
    means = np.clip(np.log(income / 8_500), -1.5, 1.5)
    learned = np.where(education >= 2, 1.0, -0.4)
    affinity[:, INSURANCE] += 0.35 * np.cos(2.4 * older + 0.5) + 0.45 * means * learned
    affinity[:, GOLD] += 0.45 * np.sin(2.2 * older) + 0.5 * means * (older > 0)
    affinity[:, PENSION] += 0.30 * np.cos(2.6 * older) + 0.40 * means * learned
    affinity[:, CARD] += 0.5 * np.sin(2.5 * older + 0.8) + 0.6 * means * (older < 0.5)
    affinity[:, LOAN] += 0.35 * np.cos(2.3 * older - 0.4) - 0.45 * means * learned


def draw_response(
    rng: Rng, older: Floats, digital: Floats, price: Floats, thrift: Floats
) -> Floats:
    """Effect of a contact on the log-odds of a purchase, customer by channel. About a third of
    them are negative.
    """
    effect = 0.35 * rng.standard_normal((older.size, len(CHANNELS)))
    shared = 0.22 * price - 0.18 * thrift
    lean = {
        "sms": 0.20 + 0.30 * older,
        "push": 0.15 + 0.45 * digital,
        "wecom": 0.35 + 0.25 * digital,
        "moments": 0.10 + 0.30 * digital,
        "app_banner": 0.15 + 0.40 * digital,
        "outbound_call": 0.25 + 0.40 * older - 0.25 * digital,
        "email": 0.05 + 0.10 * digital,
    }
    for channel, value in lean.items():
        effect[:, CHANNELS.index(channel)] += value + shared
    return np.clip(effect, -1.5, 1.8)
