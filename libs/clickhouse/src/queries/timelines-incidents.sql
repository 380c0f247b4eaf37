-- Incidents, newest opening first, so many of each of several timelines. Of scope `i` those in `environments[i]` ('': any).
SELECT scope, toString(opened_at) AS time, body
FROM (
  SELECT id, opened_at, environment, body, arrayJoin(/* @include parts/scopes-of.sql */) AS scope
  FROM incidents FINAL
  WHERE status != 'merged' AND hasAny(services, {services:Array(String)})
    AND opened_at >= {from:DateTime64(3, 'UTC')} AND opened_at < {to:DateTime64(3, 'UTC')}
    AND (opened_at, id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
)
WHERE {environments:Array(String)}[scope] IN ('', environment)
ORDER BY opened_at DESC, id DESC
LIMIT {first:UInt32} BY scope
