-- What all names of one commit begin with, short or whole: seven letters of it, as the domain's commitStem.
ALTER TABLE changes ADD COLUMN IF NOT EXISTS commit_stems Array(String) MATERIALIZED
  arrayDistinct(arrayMap(i -> substring(i, 1, 14), arrayFilter(i -> startsWith(i, 'commit:') AND length(i) >= 14, identities)));
ALTER TABLE changes ADD INDEX IF NOT EXISTS by_commit_stem commit_stems TYPE bloom_filter(0.01) GRANULARITY 1;
