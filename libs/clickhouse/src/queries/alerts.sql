-- Episodes, newest start first: those that overlap the window, or with `begun` those that begin in it.
-- What is asked for must hold for all; with a scope (`everything` = 0) it is enough to be on one of its services or in one of its clusters.
SELECT e.id AS id, toString(e.starts_at) AS time, if(e.ends_at IS NULL, '', toString(assumeNotNull(e.ends_at))) AS ends, e.state AS state,
  ['critical', 'high', 'medium', 'low', 'info'][e.worst + 1] AS worst, toString(e.last_updated_at) AS updated, toString(e.observed_at) AS observed, e.body AS body, s.services AS services
FROM /* @include parts/episodes.sql */ AS e
LEFT JOIN (SELECT subject, services FROM subjects FINAL) AS s ON s.subject = e.subject
WHERE (empty({alertIds:Array(String)}) OR hasAny(e.members, {alertIds:Array(String)}))
  AND if({everything:UInt8} = 1,
    (empty({services:Array(String)}) OR hasAny(s.services, {services:Array(String)})) AND (empty({clusters:Array(String)}) OR has({clusters:Array(String)}, e.cluster)),
    hasAny(s.services, {services:Array(String)}) OR has({clusters:Array(String)}, e.cluster))
  AND ({environment:String} = '' OR e.environment = {environment:String})
  AND ({status:String} = '' OR e.state = {status:String})
  AND (empty({severities:Array(String)}) OR has({severities:Array(String)}, worst))
  AND e.starts_at < {to:DateTime64(3, 'UTC')}
  AND if({begun:UInt8} = 1, e.starts_at >= {from:DateTime64(3, 'UTC')}, e.ends_at IS NULL OR e.ends_at >= {from:DateTime64(3, 'UTC')})
  AND (e.starts_at, e.id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
ORDER BY e.starts_at DESC, e.id DESC
LIMIT {first:UInt32}
