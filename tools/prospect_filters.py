"""The conditions by which a question narrows the customers, each countable on its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from prompts.messages import say
from tools.profiling import agrees, refused_ids
from tools.prospect_query import ProspectConditions, ProspectQuery
from tools.store import Parameter, parameter
from tools.tiers_and_branches import branch_in, tier_named

if TYPE_CHECKING:
    from tools.store import Store
    from tools.toolbox import Toolbox


@dataclass(frozen=True)
class Filter:
    """One condition. ``keeps`` makes it of the table of prospects; ``why`` says whom it leaves.

    ``about`` is what its query depends on beside its parameters.
    """

    name: str
    why: str
    keeps: Callable[[Any], Any]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    about: str = ""

    @property
    def shape(self) -> tuple[str, str]:
        """Two conditions of one shape make the same query but for its parameters."""
        return self.name, self.about


UNCONTACTED = "uncontacted"
"""The condition of which it is told also that it leaves out nobody: who asks wants to know."""


def filters_of(toolbox: "Toolbox", query: ProspectQuery, model: str) -> list[Filter]:
    """The question's conditions, then the model's own population.

    Raises:
        BadInput: a branch that does not exist.
    """
    return [*asked(toolbox, query), *scored_by(toolbox, model)]


def asked(toolbox: "Toolbox", query: ProspectConditions) -> list[Filter]:
    """The question's conditions.

    Raises:
        BadInput: a branch or tier that does not exist.
    """
    return [
        *_numbers(query),
        *_words(toolbox.store, query),
        *_dates(toolbox, query),
        *_holdings(query),
    ]


def scored_by(toolbox: "Toolbox", model: str) -> list[Filter]:
    """Of whom a model may speak and does: who agrees to be profiled, and has a score."""
    refused = refused_ids(toolbox)
    agreed = Filter(
        "profiling",
        say("filters.profiling"),
        lambda rows: agrees(toolbox.store, rows, refused=bool(refused)),
        {"profiling_refused": refused} if refused else {},
        about="refused" if refused else "",
    )
    # Scoring gives no score to whom a model does not speak of.
    scored = Filter(
        "scored",
        say("filters.scored"),
        lambda rows: rows[f"score_{model}"].notnull(),
        about=model,
    )
    return [agreed, scored]


def likely(model: str, base_rate: float) -> Filter:
    """Those of whom the model says it at least as likely as it is on average."""
    return Filter(
        "likely",
        say("filters.likely"),
        lambda rows: rows[f"score_{model}"] >= base_rate,
        about=f"{model}/{base_rate}",
    )


def _numbers(query: ProspectConditions) -> list[Filter]:
    bounds = [
        ("min_aum", "aum", query.min_aum),
        ("max_aum", "aum", query.max_aum),
        ("min_age", "age", query.min_age),
        ("max_age", "age", query.max_age),
        ("min_demand", "balance_demand", query.min_demand),
    ]
    return [
        Filter(
            name,
            say(f"filters.{name}", bound=bound),
            _bound(name, column),
            {name: float(bound)},
        )
        for name, column, bound in bounds
        if bound is not None
    ]


def _bound(name: str, column: str) -> Callable[[Any], Any]:
    def keeps(rows: Any) -> Any:
        bound = parameter(name, "float64")
        return rows[column] >= bound if name.startswith("min") else rows[column] <= bound

    return keeps


_WITHOUT_BALANCE = frozenset({"credit_card", "loan"})
"""Categories of which the table of prospects has no balance."""


def not_looked_at(query: ProspectConditions) -> tuple[str, ...]:
    """The categories asked for whose holders cannot be told, which the answer must say."""
    return tuple(one for one in (*query.holds, *query.lacks) if one in _WITHOUT_BALANCE)


def _holdings(query: ProspectConditions) -> list[Filter]:
    told = [(category, True) for category in query.holds]
    told += [(category, False) for category in query.lacks]
    return [
        Filter(
            f"{'holds' if held else 'lacks'}_{category}",
            say("filters.holds" if held else "filters.lacks", category=category),
            _held(category, held),
        )
        for category, held in told
        if category not in _WITHOUT_BALANCE
    ]


def _held(category: str, held: bool) -> Callable[[Any], Any]:
    def keeps(rows: Any) -> Any:
        balance = rows[f"balance_{category}"].fill_null(0)
        return balance > 0 if held else balance <= 0

    return keeps


def _is(name: str, column: str, value: str) -> Filter:
    """Whose column holds this word."""
    return Filter(
        name,
        say(f"filters.{name}", value=value),
        lambda rows: rows[column] == parameter(name),
        {name: value},
    )


def _words(store: "Store", query: ProspectConditions) -> list[Filter]:
    found = []
    if query.tier is not None:
        tier = tier_named(store, query.tier, below=query.goal == "tier_up")
        found.append(
            Filter(
                "tier",
                say("filters.tier", tier=tier),
                lambda rows: rows.tier == parameter("tier"),
                {"tier": tier},
            )
        )
    if query.branch is not None:
        below, name = branch_in(store, query.branch)
        found.append(
            Filter(
                "branch",
                say("filters.branch", branch=name),
                lambda rows: parameter("branches", "array<string>").contains(rows.branch_id),
                {"branches": below},
            )
        )
    if query.payroll is not None:
        found.append(
            Filter(
                "payroll",
                say("filters.payroll" if query.payroll else "filters.not_payroll"),
                lambda rows: rows.is_payroll == parameter("payroll", "boolean"),
                {"payroll": query.payroll},
            )
        )
    told = {"city": "city", "occupation": "occupation", "customer_risk": "risk_level"}
    found += [
        _is(name, column, value)
        for name, column in told.items()
        if (value := getattr(query, name)) is not None
    ]
    return found


LAPSING_DAYS = 30


def _assessed(state: str) -> Callable[[Any], Any]:
    """Whose assessment is in this state on the data's day; without a day of expiry it is valid."""

    def keeps(rows: Any) -> Any:
        missing = rows.risk_level.isnull()
        if state == "missing":
            return missing
        today = parameter("assessed_on", "date")
        if state == "expired":
            return ~missing & (rows.risk_expires_on < today)
        if state == "lapsing":
            soon = parameter("lapsing_by", "date")
            return ~missing & (rows.risk_expires_on >= today) & (rows.risk_expires_on <= soon)
        return ~missing & (rows.risk_expires_on.isnull() | (rows.risk_expires_on >= today))

    return keeps


def _assessment_days(state: str, today: date) -> dict[str, Parameter]:
    if state == "missing":
        return {}
    days: dict[str, Parameter] = {"assessed_on": today}
    if state == "lapsing":
        days["lapsing_by"] = today + timedelta(days=LAPSING_DAYS)
    return days


def _quiet_since(rows: Any) -> Any:
    """Whom nobody has contacted since that day."""
    quiet = rows.last_contact_at.cast("date") < parameter("quiet_since", "date")
    return rows.last_contact_at.isnull() | quiet


def _dates(toolbox: "Toolbox", query: ProspectConditions) -> list[Filter]:
    found = []
    if query.uncontacted_days is not None:
        found.append(
            Filter(
                UNCONTACTED,
                say("filters.uncontacted", days=query.uncontacted_days),
                _quiet_since,
                {"quiet_since": toolbox.as_of - timedelta(days=query.uncontacted_days)},
            )
        )
    days = query.maturing_within_days
    if days is None and query.goal == "maturity":
        days = 30
    if days is not None:
        found.append(
            Filter(
                "maturing",
                say("filters.maturing", days=days),
                lambda rows: rows.next_maturity_on <= parameter("maturing", "date"),
                {"maturing": toolbox.as_of + timedelta(days=days)},
            )
        )
    if query.assessment is not None:
        found.append(
            Filter(
                "assessment",
                say(f"filters.assessment_{query.assessment}"),
                _assessed(query.assessment),
                _assessment_days(query.assessment, toolbox.as_of),
                about=query.assessment,
            )
        )
    if query.product_risk is not None:
        # Letters differ, digits compare: R3 asks for C3 and above.
        found.append(
            Filter(
                "product_risk",
                say("filters.product_risk", level=query.product_risk),
                lambda rows: (
                    (rows.risk_level.substr(1, 1) >= parameter("risk_digit"))
                    & (rows.risk_expires_on >= parameter("risk_on", "date"))
                ),
                {"risk_digit": query.product_risk[1], "risk_on": toolbox.as_of},
            )
        )
    return found
