-- Every statement must be safe to run twice: two processes may start at once.

-- Changes, one row per statement. Which statement counts is decided when read: the highest parser, then the latest updated_at, then the smaller
-- canonical JSON. `body` is the change without `phases` and `observedAt`, which add up over statements and stand beside it.
CREATE TABLE IF NOT EXISTS changes (
  subject UInt64 CODEC(ZSTD(1)),
  ts DateTime64(3, 'UTC') COMMENT 'occurredAt',
  id String,
  parser UInt32,
  updated_at DateTime64(3, 'UTC'),
  observed_at DateTime64(3, 'UTC'),
  environment LowCardinality(String),
  cluster LowCardinality(String),
  namespace LowCardinality(String),
  kind LowCardinality(String),
  phase LowCardinality(String),
  actor String,
  actor_kind LowCardinality(String),
  provider LowCardinality(String),
  entities Array(String),
  identities Array(String),
  out_of_band Bool,
  title String,
  scope_clusters Array(LowCardinality(String)),
  scope_namespaces Array(LowCardinality(String)),
  phases String CODEC(ZSTD(3)),
  body String CODEC(ZSTD(3)),
  said UInt64 MATERIALIZED cityHash64(body),
  statement UInt64 MATERIALIZED cityHash64(body, phases, observed_at),
  INDEX by_id id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_identity identities TYPE bloom_filter(0.01) GRANULARITY 1,
  PROJECTION by_time (
    SELECT ts, id, said, subject, environment, cluster, namespace, kind, phase, actor, actor_kind, provider, entities, identities, out_of_band, title, scope_clusters, scope_namespaces
    ORDER BY ts
  )
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(ts)
ORDER BY (subject, ts, id, statement)
SETTINGS deduplicate_merge_projection_mode = 'rebuild', non_replicated_deduplication_window = 10000;

-- Alerts, one row per statement. Ordered by fingerprint, because an episode is what happened under one, whoever it was about.
CREATE TABLE IF NOT EXISTS alerts (
  subject UInt64,
  environment LowCardinality(String),
  fingerprint String,
  ts DateTime64(3, 'UTC') COMMENT 'firing: its start; acknowledged: when that was said; resolved: its end',
  id String,
  status LowCardinality(String),
  starts_at DateTime64(3, 'UTC'),
  lapses_at Nullable(DateTime64(3, 'UTC')) COMMENT 'when it ends by itself unless its sender speaks again',
  updated_at DateTime64(3, 'UTC'),
  observed_at DateTime64(3, 'UTC'),
  severity Enum8('critical' = 0, 'high' = 1, 'medium' = 2, 'low' = 3, 'info' = 4),
  cluster LowCardinality(String),
  provider LowCardinality(String),
  entities Array(String),
  title String,
  body String CODEC(ZSTD(3)),
  statement UInt64 MATERIALIZED cityHash64(body, observed_at),
  INDEX by_id id TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_subject subject TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(ts)
ORDER BY (environment, fingerprint, ts, id, statement)
SETTINGS non_replicated_deduplication_window = 10000;

-- Incidents, the newest revision of each.
CREATE TABLE IF NOT EXISTS incidents (
  id String,
  version UInt128 COMMENT 'revision, then offset',
  environment LowCardinality(String),
  status LowCardinality(String),
  merged_into String,
  severity LowCardinality(String),
  opened_at DateTime64(3, 'UTC'),
  resolved_at Nullable(DateTime64(3, 'UTC')),
  title String,
  services Array(String),
  change_ids Array(String) COMMENT 'of all suspects',
  probability Float64 COMMENT 'of the first suspect, 0 without one',
  answers_to Array(String) COMMENT 'every id that was ever published for it: one for each alert it holds',
  body String CODEC(ZSTD(3)),
  INDEX by_answer answers_to TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX by_change change_ids TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(version)
ORDER BY id
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS feedback (
  incident_id String,
  id String,
  at DateTime64(3, 'UTC'),
  body String
) ENGINE = ReplacingMergeTree
ORDER BY (incident_id, id, body)
SETTINGS non_replicated_deduplication_window = 10000;
