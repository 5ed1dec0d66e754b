"""What simulated customers do for a living, where, and what they studied, as codes of ``names``."""

import numpy as np

from decision_models.mart.demo_bank.names import INDUSTRIES, OCCUPATIONS
from decision_models.mart.demo_bank.timeline import Flags, Floats, Ints, Rng

_WORKING = np.array([0.30, 0.07, 0.08, 0.05, 0.10, 0.11, 0.05, 0.07, 0.09, 0.0, 0.0, 0.08])
_USUAL_INDUSTRY = {"公务员": "公共管理", "教师": "教育", "医生": "卫生", "工人": "制造业"}
_NO_INDUSTRY = -1


def draw_occupation(rng: Rng, age: Floats, female: Flags, rich: Floats) -> Ints:
    """Codes of ``OCCUPATIONS``: students are young, the retired old, owners better off."""
    size = age.size
    code = rng.choice(len(OCCUPATIONS), size, p=_WORKING / _WORKING.sum())
    code = np.where((age < 25) & (rng.random(size) < 0.5), OCCUPATIONS.index("学生"), code)
    owner = (rich > 1.2) & (rng.random(size) < 0.4)
    code = np.where(owner, OCCUPATIONS.index("企业主"), code)
    return np.where(age >= np.where(female, 55, 60), OCCUPATIONS.index("退休"), code)


def draw_industry(rng: Rng, occupation: Ints) -> Ints:
    """Codes of ``INDUSTRIES``, -1 for students and the retired."""
    code = rng.integers(0, len(INDUSTRIES), occupation.size)
    for work, industry in _USUAL_INDUSTRY.items():
        code = np.where(occupation == OCCUPATIONS.index(work), INDUSTRIES.index(industry), code)
    none = np.isin(occupation, [OCCUPATIONS.index("退休"), OCCUPATIONS.index("学生")])
    return np.where(none, _NO_INDUSTRY, code)


def draw_education(rng: Rng, age: Floats, rich: Floats, occupation: Ints) -> Ints:
    """Codes of ``EDUCATIONS``: higher for the young and in some occupations."""
    learned = [OCCUPATIONS.index(work) for work in ("教师", "医生", "工程师", "公务员")]
    score = 0.4 * rich - 0.03 * (age - 40) + rng.standard_normal(age.size)
    score = score + 0.9 * np.isin(occupation, learned)
    return np.searchsorted(np.array([-0.7, 0.3, 1.7]), score)
