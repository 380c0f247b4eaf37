(
    -- Changes that were undone while an incident was open, which then soon ended: the domain's undoneIn. `around` is what happened on its services.
    SELECT incident, arrayFilter(c ->
        c.2 <= began AND c.2 >= began - toIntervalMillisecond({lookbackMs:Int64})
          AND (arrayExists(at -> at > began AND at <= over AND at >= soon_before, c.8)
            OR arrayExists(r -> r.2 > c.2 AND r.3 = c.3 AND hasAny(r.5, c.5) AND hasAny(r.6, arrayFilter(back -> NOT has(c.6, back), c.7)), arrayFilter(r -> r.2 > began AND r.2 <= over AND r.2 >= soon_before, around))),
        around) AS undone,
      -- the first time of each
      arrayMap(c -> arrayMin(arrayConcat(
          arrayFilter(at -> at > began AND at <= over AND at >= soon_before, c.8),
          arrayMap(r -> r.2, arrayFilter(r -> r.2 > began AND r.2 <= over AND r.2 >= soon_before AND r.2 > c.2 AND r.3 = c.3 AND hasAny(r.5, c.5) AND hasAny(r.6, arrayFilter(back -> NOT has(c.6, back), c.7)), around)))),
        undone) AS undone_at
    FROM (
      SELECT i.id AS incident, any(i.opened_at) AS began, any(i.ended) AS over, any(i.soon) AS soon_before,
        groupUniqArray(tuple(c.id, c.ts, c.kind, c.provider, c.services, c.turned, c.turned_back, c.rolled)) AS around
      FROM (
        SELECT id, environment, opened_at, assumeNotNull(resolved_at) AS ended, assumeNotNull(resolved_at) - toIntervalMillisecond({recoveredMs:Int64}) AS soon,
          arrayJoin(arrayDistinct(arrayConcat(services, arrayFilter(s -> s != '', arrayMap(s -> JSONExtractString(s, 'service'), JSONExtractArrayRaw(body, 'suspects')))))) AS service
        FROM incidents FINAL
        WHERE status = 'resolved' AND resolved_at IS NOT NULL AND opened_at >= {from:DateTime64(3, 'UTC')} AND opened_at < {to:DateTime64(3, 'UTC')}
          AND (empty({ids:Array(String)}) OR has({ids:Array(String)}, id))
      ) AS i
      INNER JOIN (
        SELECT id, said.1 AS ts, toString(said.3) AS environment, toString(said.4) AS kind, toString(said.5) AS provider, said.6 AS turned, said.7 AS turned_back, rolled, s.services AS services, arrayJoin(s.services) AS service
        FROM (
          SELECT id, argMin(tuple(ts, subject, environment, kind, provider, turned, turned_back), (-toInt64(parser), -toUnixTimestamp64Milli(updated_at), statement)) AS said,
            groupUniqArrayArray(rolled_back) AS rolled
          FROM changes
          WHERE ts >= {since:DateTime64(3, 'UTC')} AND subject IN (SELECT subject FROM subjects FINAL WHERE notEmpty(services))
          GROUP BY id
        ) AS latest
        INNER JOIN (SELECT subject, services FROM subjects FINAL) AS s ON s.subject = latest.said.2
      ) AS c ON c.service = i.service
      WHERE (c.environment = '' OR c.environment = i.environment) AND c.ts >= i.opened_at - toIntervalMillisecond({lookbackMs:Int64}) AND c.ts <= i.ended
      GROUP BY i.id
    )
  )
