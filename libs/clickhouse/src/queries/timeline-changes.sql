-- Changes of a timeline, newest first. Whether each is the one that counts, and whether a later step of the same change stands for it, is decided with those at hand.
SELECT toString(ts) AS time, id, toString(said) AS said
FROM changes
WHERE /* @include parts/change-in-scope.sql */
  AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')}
  AND (ts, id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
ORDER BY ts DESC, id DESC
LIMIT 1 BY ts, id, said
LIMIT {candidates:UInt32}
