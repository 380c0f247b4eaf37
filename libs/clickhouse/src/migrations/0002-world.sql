-- Which services a subject belongs to. The only table that is written anew when the catalog changes.
CREATE TABLE IF NOT EXISTS subjects (
  subject UInt64 COMMENT 'hash of what stands in the next four columns, as sent',
  named Array(String),
  entities Array(String),
  environment String,
  cluster String,
  services Array(String),
  mapped_by String,
  unmapped Array(String),
  version UInt64 COMMENT 'grows with the catalog',
  INDEX by_service services TYPE bloom_filter(0.01) GRANULARITY 1
) ENGINE = ReplacingMergeTree(version)
ORDER BY subject;

-- Statements of the catalog; `content` keeps apart what differs, so that of equal `observed_at` the smaller body can be found when read.
CREATE TABLE IF NOT EXISTS services (
  source LowCardinality(String),
  environment LowCardinality(String),
  name String,
  observed_at DateTime64(3, 'UTC'),
  removed Bool,
  owner String,
  system String,
  aliases Array(String),
  repositories Array(String),
  links Array(String) COMMENT 'JSON, each',
  depends_on Array(String),
  depends_on_subjects Array(UInt64),
  workloads Array(Tuple(cluster String, namespace String, kind String, name String, desired Nullable(UInt32), ready Nullable(UInt32), health String, since Nullable(DateTime64(3, 'UTC')), images Array(String))),
  content UInt64,
  body String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(observed_at)
ORDER BY (source, environment, name, content)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS dependencies (
  from_subject UInt64,
  to_subject UInt64,
  from_name String,
  to_name String,
  environment LowCardinality(String),
  kind LowCardinality(String),
  source LowCardinality(String),
  valid_from Nullable(DateTime64(3, 'UTC')),
  valid_to Nullable(DateTime64(3, 'UTC')),
  confidence Nullable(Float64),
  observed_at DateTime64(3, 'UTC'),
  identity UInt64,
  content UInt64,
  body String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(observed_at)
ORDER BY (identity, content)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE TABLE IF NOT EXISTS coverage (
  source LowCardinality(String),
  instance String,
  environment LowCardinality(String),
  observed_at DateTime64(3, 'UTC'),
  blind_since Nullable(DateTime64(3, 'UTC')) COMMENT 'of the gap that has not ended, if there is one',
  body String CODEC(ZSTD(3))
) ENGINE = ReplacingMergeTree(observed_at)
ORDER BY (source, instance)
SETTINGS non_replicated_deduplication_window = 10000;

-- The last offset range written of each partition.
CREATE TABLE IF NOT EXISTS positions (
  topic LowCardinality(String),
  partition UInt32,
  first UInt64,
  next UInt64
) ENGINE = ReplacingMergeTree(next)
ORDER BY (topic, partition);
