-- Changes that carry one of these identities, or a name of a commit that begins like one of them: each by an index of its own. Newest first.
SELECT id
FROM (
  SELECT id, ts FROM changes
  WHERE hasAny(identities, {identities:Array(String)}) AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')} AND /* @include parts/change-in-scope.sql */
    AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, kind))
  UNION ALL
  SELECT id, ts FROM changes
  WHERE hasAny(commit_stems, {stems:Array(String)}) AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')} AND /* @include parts/change-in-scope.sql */
    AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, kind))
)
GROUP BY id
ORDER BY max(ts) DESC, id DESC
LIMIT {most:UInt32}
