(
    -- Episodes: from the first firing under a fingerprint to its end. The same fold as the domain's episodesOf, over the statements that count.
    SELECT environment, fingerprint, first.1 AS id, first.2 AS starts_at, first.3 AS subject, first.4 AS cluster, first.5 AS provider, first.6 AS title, first.7 AS body, first.8 AS observed_at,
      members, worst, last_updated_at,
      if(resolved_ts IS NULL, if(lapse <= {now:DateTime64(3, 'UTC')}, lapse, NULL), if(lapse < resolved_ts, lapse, resolved_ts)) AS ends_at,
      multiIf(ends_at IS NOT NULL, 'resolved', acknowledged, 'acknowledged', 'firing') AS state
    FROM (
      SELECT environment, fingerprint, episode,
        argMin(tuple(e.id, e.starts_at, e.subject, e.cluster, e.provider, e.title, e.body, e.observed_at), (e.ts, e.place, e.id)) AS first,
        groupArray(e.id) AS members,
        max(e.status = 'acknowledged') AS acknowledged,
        min(if(e.status = 'resolved', 9, toInt8(e.severity))) AS worst,
        max(e.updated_at) AS last_updated_at,
        minOrNullIf(e.ts, e.status = 'resolved') AS resolved_ts,
        maxIf(e.lapses_at, e.status != 'resolved') AS lapse
      FROM (
        SELECT *, sum(begins) OVER (PARTITION BY environment, fingerprint ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS episode
        FROM (
          SELECT *, counts AND (sum(counts) OVER before = 0 OR ifNull(max(lapses_at) OVER before <= ts, false)) AS begins
          FROM (
            SELECT *, status = 'firing' OR (status = 'acknowledged' AND (ends_before = 0 OR starts_at > last_end)) AS counts
            FROM (
              SELECT *, sum(status = 'resolved') OVER past AS ends_before, max(if(status = 'resolved', ts, toDateTime64(0, 3, 'UTC'))) OVER past AS last_end
              FROM (
                SELECT environment, fingerprint, id, said.1 AS ts, said.2 AS status, said.3 AS starts_at, said.4 AS lapses_at, said.5 AS severity, said.6 AS subject, said.7 AS cluster, said.8 AS provider,
                  said.9 AS title, said.10 AS body, said.11 AS updated_at, observed AS observed_at, transform(toString(said.2), ['firing', 'acknowledged'], [0, 1], 2) AS place
                FROM (
                  SELECT environment, fingerprint, id,
                    argMin(tuple(ts, status, starts_at, lapses_at, severity, subject, cluster, provider, title, body, updated_at), (-toUnixTimestamp64Milli(updated_at), body)) AS said,
                    min(observed_at) AS observed
                  FROM alerts
                  WHERE {allAlerts:UInt8} = 1 OR (environment, fingerprint) IN (
                    SELECT environment, fingerprint FROM alerts
                    WHERE subject IN (SELECT subject FROM subjects FINAL WHERE hasAny(services, {services:Array(String)})) OR has({clusters:Array(String)}, cluster) OR has({alertIds:Array(String)}, id))
                  -- that it fires and that it ended are two facts, also under one id
                  GROUP BY environment, fingerprint, id, status = 'resolved'
                )
              )
              WINDOW past AS (PARTITION BY environment, fingerprint ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            )
          )
          WINDOW before AS (PARTITION BY environment, fingerprint, ends_before ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        )
      ) AS e
      WHERE e.episode > 0 AND (e.counts OR e.status = 'resolved')
      GROUP BY environment, fingerprint, episode
    )
  )
