-- What happened, counted in equal buckets for each service of the scope ('' where there is none).
SELECT bucket, service, toUInt32(countIf(what = 'change')) AS changes, toUInt32(countIf(what = 'alert')) AS alerts, toUInt32(countIf(what = 'incident')) AS incidents
FROM (
  SELECT what, intDiv((toUnixTimestamp64Milli(at) - {fromMs:Int64}) * {buckets:Int64}, {toMs:Int64} - {fromMs:Int64}) AS bucket,
    arrayJoin(if(empty(inside), [''], inside)) AS service
  FROM (
    SELECT 'change' AS what, c.said.1 AS at, if({everything:UInt8} = 1, s.services, arrayFilter(x -> has({services:Array(String)}, x), s.services)) AS inside
    FROM (
      SELECT id, argMin(tuple(ts, subject), (-toInt64(parser), -toUnixTimestamp64Milli(updated_at), statement)) AS said
      FROM changes
      WHERE id IN (SELECT id FROM changes WHERE ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')} AND /* @include parts/change-in-scope.sql */)
      GROUP BY id
    ) AS c
    LEFT JOIN (SELECT subject, services FROM subjects FINAL) AS s ON s.subject = c.said.2
    UNION ALL
    SELECT 'alert', e.starts_at, if({everything:UInt8} = 1, s.services, arrayFilter(x -> has({services:Array(String)}, x), s.services))
    FROM /* @include parts/episodes.sql */ AS e
    LEFT JOIN (SELECT subject, services FROM subjects FINAL) AS s ON s.subject = e.subject
    WHERE ({environment:String} = '' OR e.environment = {environment:String})
      AND ({everything:UInt8} = 1 OR hasAny(s.services, {services:Array(String)}) OR has({clusters:Array(String)}, e.cluster))
    UNION ALL
    SELECT 'incident', opened_at, if({everything:UInt8} = 1, services, arrayFilter(x -> has({services:Array(String)}, x), services))
    FROM incidents FINAL
    WHERE status != 'merged' AND ({environment:String} = '' OR environment = {environment:String}) AND ({everything:UInt8} = 1 OR hasAny(services, {services:Array(String)}))
  )
  WHERE at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')}
)
GROUP BY bucket, service
ORDER BY bucket, service
