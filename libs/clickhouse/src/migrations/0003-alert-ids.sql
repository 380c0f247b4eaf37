-- Every alert may once have been the first known one of an incident, and have named it: which id that would have been.
ALTER TABLE alerts ADD COLUMN IF NOT EXISTS names_incident String CODEC(ZSTD(1));
ALTER TABLE alerts ADD INDEX IF NOT EXISTS by_named names_incident TYPE bloom_filter(0.01) GRANULARITY 1;
