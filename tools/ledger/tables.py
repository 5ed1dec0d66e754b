"""The ledger's tables. Moments are ISO 8601 text in UTC; lists are JSON text.

Every row but those of the chain itself is bound to the chain: the record of its last change carries
its hash (``tools.ledger.agreement``). Where a row has ``audit_seq``, that is this record's number.
"""

from sqlalchemy import Boolean, Column, Float, Integer, MetaData, String, Table, Text

metadata = MetaData()

about = Table("ledger_about", metadata, Column("schema_version", Integer, nullable=False))

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("kind", String(60), nullable=False, index=True),
    Column("payload", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

# One row: where the chain ends. Kept beside the chain, so that a cut tail does not go unseen.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(100), nullable=False),
    Column("customer_id", String(40), nullable=False, index=True),
    Column("product_id", String(40)),
    Column("channel", String(40)),
    Column("outcome", String(40), nullable=False),
    Column("amount", Float),
    Column("note", Text),
)

consent_changes = Table(
    "consent_changes",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(100), nullable=False),
    Column("customer_id", String(40), nullable=False, index=True),
    Column("purpose", String(40), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("granted", Boolean, nullable=False),
)

# Which version of a model scores, since when, who said so and why.
model_changes = Table(
    "model_changes",
    metadata,
    Column("change_id", String(40), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(100), nullable=False),
    Column("model", String(100), nullable=False, index=True),
    Column("change", String(20), nullable=False),
    Column("champion", Integer, nullable=False),
    Column("before", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("audit_seq", Integer, nullable=False),
)

# A text that somebody may send: written once, never changed. An edit is another text.
texts = Table(
    "texts",
    metadata,
    Column("text_id", String(40), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(100), nullable=False),
    Column("channel", String(40), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("title", Text),
    Column("body", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("product_id", String(40)),
    Column("customer_id", String(40), index=True),
    Column("personalised", Boolean, nullable=False),
    Column("engine", String(20), nullable=False),
    Column("provider", String(200)),
    Column("model", String(200)),
    Column("verdict", String(40), nullable=False),
    Column("pack", String(100), nullable=False),
    Column("findings", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("derived_from", String(40)),
    Column("audit_seq", Integer, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", String(40), primary_key=True),
    Column("text_id", String(40), nullable=False, index=True),
    Column("submitted_at", String(40), nullable=False),
    Column("submitted_by", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("expires_at", String(40), nullable=False),
    Column("decided_at", String(40)),
    Column("decided_by", String(100)),
    Column("decision", Text),
    Column("evidence", Text),
    Column("pack", String(100)),
    Column("lifted", Text, nullable=False),
    Column("binding", String(64)),
    Column("replaced_by", String(40)),
    Column("audit_seq", Integer, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("text_id", String(40), nullable=False, index=True),
    Column("text_sha256", String(64), nullable=False),
    Column("customer_id", String(40), nullable=False, index=True),
    Column("channel", String(40), nullable=False),
    Column("campaign", String(100), nullable=False),
    Column("queued_at", String(40), nullable=False),
    Column("queued_by", String(100), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("rule", String(60), nullable=False),
    Column("not_before", String(40), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("worker", String(100)),
    Column("lease_until", String(40)),
    Column("released_at", String(40)),
    Column("updated_at", String(40), nullable=False),
    Column("gateway", String(60)),
    Column("receipt", String(200)),
    Column("note", Text),
    Column("audit_seq", Integer, nullable=False),
)

# A customer asked for a person, or must have one. Waits until a contact with them is reported.
handoffs = Table(
    "handoffs",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("customer_id", String(40), nullable=False, index=True),
    Column("reason", String(40), nullable=False),
    Column("thread", String(200), nullable=False),
    Column("note", Text),
    Column("audit_seq", Integer, nullable=False),
)

# What the call centre was told of a request, by the request's key; it keeps no words of anybody.
notices = Table(
    "notices",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("state", String(20), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("worker", String(100), nullable=False),
    Column("until", String(40)),
    Column("receipt", String(200)),
    Column("note", Text),
    Column("updated_at", String(40), nullable=False),
    Column("audit_seq", Integer, nullable=False),
)

# What a reader said of an answer; the answer itself is a record of the chain. One word a reader.
ratings = Table(
    "ratings",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("at", String(40), nullable=False),
    Column("by", String(100), nullable=False),
    Column("answer_seq", Integer, nullable=False, index=True),
    Column("answer_hash", String(64), nullable=False),
    Column("opinion", String(20), nullable=False, index=True),
    Column("reasons", Text, nullable=False),
    Column("note", Text),
    Column("audit_seq", Integer, nullable=False),
)
