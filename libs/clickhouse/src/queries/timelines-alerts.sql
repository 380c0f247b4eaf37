-- Episodes that begin in the window, newest start first, so many of each of several timelines. Of scope `i` those in `environments[i]` ('': any).
SELECT scope, id, toString(starts_at) AS time, if(ends_at IS NULL, '', toString(assumeNotNull(ends_at))) AS ends, state,
  ['critical', 'high', 'medium', 'low', 'info'][worst + 1] AS worst, toString(last_updated_at) AS updated, toString(observed_at) AS observed, body, services
FROM (
  SELECT e.id AS id, e.starts_at AS starts_at, e.ends_at AS ends_at, e.state AS state, e.worst AS worst, e.last_updated_at AS last_updated_at, e.observed_at AS observed_at, e.body AS body,
    e.environment AS environment, s.services AS services, arrayJoin(s.scopes) AS scope
  FROM /* @include parts/episodes.sql */ AS e
  INNER JOIN (SELECT subject, services, /* @include parts/scopes-of.sql */ AS scopes FROM subjects FINAL WHERE hasAny(services, {services:Array(String)})) AS s ON s.subject = e.subject
  WHERE e.starts_at >= {from:DateTime64(3, 'UTC')} AND e.starts_at < {to:DateTime64(3, 'UTC')}
    AND (e.starts_at, e.id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
)
WHERE {environments:Array(String)}[scope] IN ('', environment)
ORDER BY starts_at DESC, id DESC
LIMIT {first:UInt32} BY scope
