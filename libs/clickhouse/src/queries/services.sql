-- Services with their health: design.md section 4. One row per name and environment; what is said without an environment is said of each.
WITH
  keys AS (
    SELECT name, arrayJoin(if(empty(environments), [''], environments)) AS environment
    FROM (
      -- What events alone name counts too, unless the catalog once had it, or had it there, and no longer does.
      SELECT name,
        groupUniqArrayIf(env, env != '' AND how = 'stated') AS there,
        groupUniqArrayIf(env, how = 'removed') AS gone,
        arrayDistinct(arrayConcat(there, arrayFilter(e -> NOT has(gone, e), groupUniqArrayIf(env, env != '' AND how = 'named')))) AS environments
      FROM (
        SELECT name, toString(environment) AS env, if(removed, 'removed', 'stated') AS how FROM /* @include parts/catalog.sql */
        UNION ALL
        SELECT arrayJoin(services), environment, 'named' FROM subjects FINAL
      )
      WHERE {name:String} = '' OR name = {name:String}
      GROUP BY name
      HAVING countIf(how = 'stated') > 0 OR countIf(how = 'removed') = 0
    )
  ),
  said AS (
    SELECT k.name AS name, k.environment AS environment,
      arraySort(groupUniqArrayArrayIf(s.aliases, (s.environment = '' OR s.environment = k.environment))) AS aliases,
      arraySort(groupUniqArrayArrayIf(s.repositories, (s.environment = '' OR s.environment = k.environment))) AS repositories,
      arraySort(groupUniqArrayArrayIf(s.links, (s.environment = '' OR s.environment = k.environment))) AS links,
      argMinIf(s.owner, (s.environment != k.environment, s.source), s.owner != '' AND (s.environment = '' OR s.environment = k.environment)) AS owner,
      argMinIf(s.system, (s.environment != k.environment, s.source), s.system != '' AND (s.environment = '' OR s.environment = k.environment)) AS system,
      arraySort(w -> (w.1, w.2, w.3, w.4), groupUniqArrayArrayIf(arrayMap(w -> (w.1, w.2, w.3, w.4, w.5, w.6, w.7, ifNull(w.8, s.observed), w.9), s.workloads), (s.environment = '' OR s.environment = k.environment))) AS workloads
    FROM keys AS k
    LEFT JOIN (SELECT * FROM /* @include parts/catalog.sql */ WHERE NOT removed) AS s ON s.name = k.name
    GROUP BY k.name, k.environment
  ),
  (
    SELECT groupArray(instance) FROM coverage FINAL
    WHERE blind_since <= {now:DateTime64(3, 'UTC')} OR observed_at < {now:DateTime64(3, 'UTC')} - INTERVAL 5 MINUTE
  ) AS blind,
  alarms AS (
    SELECT service, e.environment AS environment,
      countIf(e.ends_at IS NULL AND e.worst <= 1) AS urgent,
      max(e.ends_at) AS quiet_since,
      arraySort(groupArrayIf((toUInt8(e.worst), toString(e.starts_at), e.title), e.ends_at IS NULL)) AS firing
    FROM /* @include parts/episodes.sql */ AS e
    INNER JOIN (SELECT subject, arrayJoin(services) AS service FROM subjects FINAL) AS s ON s.subject = e.subject
    GROUP BY service, environment
  ),
  troubles AS (
    SELECT arrayJoin(services) AS service, environment, max(resolved_at) AS quiet_since, arraySort(groupArrayIf((toString(opened_at), title), status = 'open')) AS open
    FROM incidents FINAL
    WHERE status != 'merged'
    GROUP BY service, environment
  )
-- In two steps: a name defined beside its use would be put in wherever it is used, again and again.
SELECT name, environment, aliases, owner, system, repositories, links, workloads, clusters, namespaces, desired, ready, hasReplicas, alerts, incidents,
  desired > 0 AND ready = 0 AS none, if(none, short, held) AS lacking, toString(alarm_end) AS alarmEnd, toString(trouble_end) AS troubleEnd,
  multiIf(notEmpty(incidents) OR urgent > 0 OR none, 0, notEmpty(alerts) OR notEmpty(held), 1, alarmed OR watched, 3, 2) AS rank
FROM (
  SELECT d.name AS name, d.environment AS environment, d.aliases AS aliases, d.owner AS owner, d.system AS system, d.repositories AS repositories, d.links AS links, d.workloads AS workloads,
    arraySort(arrayDistinct(d.workloads.1)) AS clusters,
    arraySort(arrayDistinct(d.workloads.2)) AS namespaces,
    arrayExists(w -> w.5 IS NOT NULL, d.workloads) AS hasReplicas,
    toUInt32(least(arraySum(w -> toUInt64(ifNull(w.5, 0)), d.workloads), 2147483647)) AS desired,
    toUInt32(least(arraySum(w -> if(w.5 IS NULL, 0, toUInt64(ifNull(w.6, 0))), d.workloads), 2147483647)) AS ready,
    arrayFilter(w -> ifNull(ifNull(w.6, 0) < w.5, false), d.workloads) AS short,
    arrayFilter(w -> ifNull(ifNull(w.6, 0) < w.5, false) AND w.8 <= {now:DateTime64(3, 'UTC')} - toIntervalMillisecond({holdMs:UInt32}), d.workloads) AS held,
    -- a workload without counts is one that people wrote down: nobody watches it
    arrayExists(w -> w.5 IS NOT NULL AND NOT has(blind, w.1), d.workloads) AS watched,
    a.urgent AS urgent, a.firing AS alerts, ifNull(a.quiet_since, toDateTime64(0, 3, 'UTC')) AS alarm_end, a.service != '' AS alarmed,
    t.open AS incidents, ifNull(t.quiet_since, toDateTime64(0, 3, 'UTC')) AS trouble_end
  FROM said AS d
  LEFT JOIN alarms AS a ON a.service = d.name AND a.environment = d.environment
  LEFT JOIN troubles AS t ON t.service = d.name AND t.environment = d.environment
)
WHERE ({environment:String} = '' OR environment IN ('', {environment:String}))
  AND ({cluster:String} = '' OR has(clusters, {cluster:String}))
  AND ({namespace:String} = '' OR has(namespaces, {namespace:String}))
  AND ({owner:String} = '' OR owner = {owner:String})
  AND ({system:String} = '' OR system = {system:String})
  AND ({search:String} = '' OR positionCaseInsensitiveUTF8(name, {search:String}) > 0 OR arrayExists(x -> positionCaseInsensitiveUTF8(x, {search:String}) > 0, aliases))
  AND (empty({healths:Array(String)}) OR has({healths:Array(String)}, ['UNHEALTHY', 'DEGRADED', 'UNKNOWN', 'HEALTHY'][rank + 1]))
  AND (rank, name, environment) > ({cursorRank:Int8}, {cursorName:String}, {cursorEnvironment:String})
ORDER BY rank, name, environment
LIMIT {first:UInt32}
