"""Consents, risk assessments, complaints and questions of a block."""

import numpy as np

from decision_models.mart.demo_bank.encoding import Array, Rows, days, ids, numbers, times, words
from decision_models.mart.demo_bank.habits import Habits
from decision_models.mart.demo_bank.intents import Intents
from decision_models.mart.demo_bank.outreach import CONSENT_CHANNELS, Outreach
from decision_models.mart.demo_bank.suitability import VALID_DAYS, Assessments
from decision_models.mart.demo_bank.timeline import (
    DAYS,
    EPOCH_DAY,
    FOREVER,
    WEEKS,
    Rng,
    first_day,
    last_day,
    moments,
)
from decision_models.mart.demo_bank.traits import Traits
from decision_models.mart.schema import CUSTOMER_LEVELS

_QUESTIONS = (
    "手机银行转账限额怎么调整",
    "理财到期后多久能到账",
    "大额存单可以提前支取吗，利息怎么算",
    "基金赎回要几天到账",
    "信用卡账单日能不能改",
    "想了解一下个人养老金怎么开户",
    "收不到短信验证码怎么办",
    "定期存款可以自动转存吗",
    "购买理财一定要做风险测评吗",
    "积存金怎么提取实物金条",
    "异地能不能办理挂失补卡",
    "工资卡怎么换成这家银行",
)
_COMPLAINTS = (
    "营销电话太多了，已经说过不需要还在打",
    "基金亏损较大，购买时没有讲清楚风险",
    "网点排队时间太长，等了一个多小时",
    "手机银行老是闪退，转账没有成功",
    "理财到期收益和当时介绍的不一样",
    "扣了一笔短信服务费，我没有开通过",
    "客户经理换了好几个，没人联系我",
    "信用卡年费没有提前告知",
)


def consent_rows(rng: Rng, traits: Traits, outreach: Outreach, customers: Array) -> Rows:
    """What each customer agreed to on opening, and what was withdrawn later."""
    size, channels = outreach.granted.shape
    who, place = np.divmod(np.arange(size * channels), channels)
    profiling = np.where(rng.random(size) < 0.88, 1, 0)
    gone = np.flatnonzero(outreach.withdrawn.ravel() < FOREVER)
    recorded = np.maximum(traits.opened, -1_500)  # consents were collected anew in those years
    customer = np.concatenate([who, np.arange(size), who[gone]])
    purpose = np.concatenate([np.zeros(who.size), np.ones(size), np.zeros(gone.size)])
    channel = np.concatenate([place, np.full(size, channels), place[gone]])
    granted = np.concatenate([outreach.granted.ravel(), profiling, np.zeros(gone.size)])
    day = np.concatenate([recorded[who], recorded, outreach.withdrawn.ravel()[gone]])
    late = np.concatenate([np.zeros(who.size + size, int), np.ones(gone.size, int)])
    # A withdrawal follows the contact that it answers (made before 20:00).
    at = np.where(late == 1, moments(rng, day, 20, 23), moments(rng, day, 9, 17))
    last = (DAYS - 1 + EPOCH_DAY) * 86_400_000_000 + 8 * 3_600_000_000 + 59 * 60_000_000
    order = np.argsort(customer, kind="stable")
    columns = {
        "customer_id": words(customer[order], customers),
        "purpose": words(purpose[order].astype(int), ("marketing", "profiling")),
        "channel": words(channel[order], (*CONSENT_CHANNELS, "all")),
        "granted": numbers(granted[order] == 1),
        "changed_at": times(np.minimum(at, last)[order]),
    }
    return Rows("consents", columns, customer[order])


def assessment_rows(assessments: Assessments, customers: Array) -> Rows:
    """Risk assessments, valid for twelve months each."""
    customer, day, level = assessments.columns()
    order = np.lexsort((day, customer))
    customer, day, level = customer[order], day[order], level[order]
    columns = {
        "customer_id": words(customer, customers),
        "level": words(level - 1, CUSTOMER_LEVELS),
        "assessed_on": days(day),
        "expires_on": days(day + VALID_DAYS),
    }
    return Rows("risk_assessments", columns, customer)


def request_rows(
    rng: Rng, traits: Traits, habits: Habits, intents: Intents, customers: Array, base: int
) -> Rows:
    """Questions at random; complaints mostly of the discontented who are used to complain."""
    weeks = np.arange(WEEKS)[:, None]
    there = weeks > traits.opened_week
    asks = (rng.random((WEEKS, traits.size)) < 0.0055) & there
    upset = rng.random((WEEKS, traits.size)) < 0.0004 * np.exp(1.0 * intents.unrest) * habits.vocal
    week, customer = np.nonzero(np.concatenate([asks, upset & there]))
    complaint = np.where(week >= WEEKS, 1, 0)
    week = week % WEEKS
    starts = np.array([first_day(w) for w in range(WEEKS)])[week]
    ends = np.array([last_day(w) for w in range(WEEKS)])[week]
    at = moments(rng, rng.integers(starts, ends + 1), 8, 21)
    said = np.where(
        complaint == 1,
        len(_QUESTIONS) + rng.integers(0, len(_COMPLAINTS), week.size),
        rng.integers(0, len(_QUESTIONS), week.size),
    )
    order = np.lexsort((at, customer))
    columns = {
        "request_id": ids("Q", base + np.arange(week.size), 12),
        "customer_id": words(customer[order], customers),
        "at": times(at[order]),
        "kind": words(complaint[order], ("question", "complaint")),
        "text": words(said[order], (*_QUESTIONS, *_COMPLAINTS)),
    }
    return Rows("service_requests", columns, customer[order])
