-- What a change turned into what, a hash for each field, and what would turn it back: a later change that does has undone it. Hidden values say nothing.
ALTER TABLE changes ADD COLUMN IF NOT EXISTS turned Array(UInt64) MATERIALIZED
  arrayMap(d -> cityHash64(JSONExtractString(d, 'path'), if(JSONHas(d, 'before'), JSONExtractRaw(d, 'before'), 'null'), if(JSONHas(d, 'after'), JSONExtractRaw(d, 'after'), 'null')),
    arrayFilter(d -> NOT JSONExtractBool(d, 'redacted'), JSONExtractArrayRaw(body, 'diff')));
ALTER TABLE changes ADD COLUMN IF NOT EXISTS turned_back Array(UInt64) MATERIALIZED
  arrayMap(d -> cityHash64(JSONExtractString(d, 'path'), if(JSONHas(d, 'after'), JSONExtractRaw(d, 'after'), 'null'), if(JSONHas(d, 'before'), JSONExtractRaw(d, 'before'), 'null')),
    arrayFilter(d -> NOT JSONExtractBool(d, 'redacted'), JSONExtractArrayRaw(body, 'diff')));
ALTER TABLE changes ADD COLUMN IF NOT EXISTS rolled_back Array(DateTime64(3, 'UTC')) MATERIALIZED
  arrayMap(p -> parseDateTime64BestEffort(JSONExtractString(p, 'at'), 3, 'UTC'), arrayFilter(p -> JSONExtractString(p, 'phase') = 'rolled-back', JSONExtractArrayRaw(phases)));
