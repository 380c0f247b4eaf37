-- Changes of a timeline, newest first; with `collapse` without those that a later step of the same change stands for: one that shares an
-- identity, by another tool or of another kind, whose services and environment do not contradict, within three days.
SELECT toString(ts) AS time, id, toString(said) AS said
FROM changes
WHERE /* @include parts/change-in-scope.sql */
  AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')}
  AND (ts, id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
  AND ({collapse:UInt8} = 0 OR id NOT IN (
    SELECT a.id
    FROM (/* @include parts/change-steps.sql */) AS a
    INNER JOIN (/* @include parts/change-steps.sql */) AS b ON a.identity = b.identity
    WHERE (b.ts, b.id) > (a.ts, a.id) AND b.ts <= a.ts + INTERVAL 3 DAY AND a.id != b.id AND (a.provider, a.kind) != (b.provider, b.kind)
      AND (a.environment = b.environment OR a.environment = '' OR b.environment = '')
      AND (empty(a.services) OR empty(b.services) OR hasAny(a.services, b.services))
  ))
ORDER BY ts DESC, id DESC
LIMIT 1 BY ts, id, said
LIMIT {candidates:UInt32}
