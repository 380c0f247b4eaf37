-- Changes of several timelines, newest first, so many of each: see timeline-changes.sql. Of scope `i` those in `environments[i]` ('': any).
SELECT scope, toString(ts) AS time, id, toString(said) AS said
FROM (
  SELECT DISTINCT ts, id, said, environment, arrayJoin(s.scopes) AS scope
  FROM changes
  INNER JOIN (SELECT subject, /* @include parts/scopes-of.sql */ AS scopes FROM subjects FINAL WHERE hasAny(services, {services:Array(String)})) AS s ON s.subject = changes.subject
  WHERE changes.subject IN (SELECT subject FROM subjects FINAL WHERE hasAny(services, {services:Array(String)}))
    AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')}
    AND (ts, id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
) AS c
WHERE {environments:Array(String)}[scope] = '' OR environment IN ('', {environments:Array(String)}[scope])
ORDER BY ts DESC, id DESC
LIMIT {candidates:UInt32} BY scope
