(
    -- Episodes: from the first firing under a fingerprint to its end. The same fold as the domain's episodesOf, over the statements that count; each step a
    -- column that the next one reads. At one instant what ran ends (place 0) before the next begins (1: firing, 2: acknowledged).
    SELECT environment, fingerprint, first.1 AS id, first.2 AS starts_at, first.3 AS subject, first.4 AS cluster, first.5 AS provider, first.6 AS title, first.7 AS body, first.8 AS observed_at,
      members, worst, last_updated_at,
      multiIf(early, begun, lapse <= ifNull(resolved_ts, {now:DateTime64(3, 'UTC')}), lapse, resolved_ts) AS ends_at,
      multiIf(ends_at IS NOT NULL, 'resolved', acknowledged, 'acknowledged', 'firing') AS state
    FROM (
      SELECT environment, fingerprint, episode,
        argMinIf(tuple(e.id, e.starts_at, e.said.6, e.said.7, e.said.8, e.said.9, e.said.10, e.observed), (e.ts, e.place, e.id), e.counts) AS first,
        groupArray(e.id) AS members,
        max(e.early) AS early,
        minIf(e.ts, e.counts) AS begun,
        max(e.place = 2) AS acknowledged,
        min(if(e.counts, toInt8(e.said.5), 9)) AS worst,
        max(e.said.11) AS last_updated_at,
        minOrNullIf(e.ts, e.place = 0) AS resolved_ts,
        maxIf(e.speaks_until, e.counts) AS lapse
      FROM (
        SELECT *, sum(begins) OVER (PARTITION BY environment, fingerprint ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS episode
        FROM (
          SELECT *, counts AND (lapsed OR sum(counts) OVER (PARTITION BY environment, fingerprint, ends_before, early ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) = 0) AS begins
          FROM (
            -- an end that found nothing that ran is the end of what begins at its very instant
            SELECT *, counts AND ts = last_end AND ifNull(anyLast(idle) OVER past, 0) AS early, place = 0 AND NOT ifNull(idle, ifNull(anyLast(idle) OVER past, 0)) AS ends
            FROM (
              -- of an end: nothing ran then; NULL where that depends on whether the end before it found nothing
              SELECT *, if(place != 0, NULL, multiIf(sum(counts) OVER before = 0 OR lapsed, 1, max(if(counts, ts, toDateTime64(0, 3, 'UTC'))) OVER before = last_end, NULL, 0)) AS idle
              FROM (
                SELECT *, place = 1 OR (place = 2 AND starts_at > last_end AND NOT lapsed) AS counts
                FROM (
                  SELECT *, max(speaks_until) OVER before AS until,
                    ifNull(until <= ts AND max(if(speaks_until IS NULL AND place != 1, toDateTime64(0, 3, 'UTC'), ts)) OVER before < until, 0) AS lapsed
                  FROM (
                    -- who acknowledges does not say that it fires on; one whose firing is not known stands for it
                    SELECT *, if(place = 1 OR (place = 2 AND starts_at > last_end AND sum(place = 1 OR (place = 2 AND starts_at > last_end)) OVER before = 0), lapses_at, NULL) AS speaks_until
                    FROM (
                      SELECT *, sum(place = 0) OVER past AS ends_before, max(if(place = 0, ts, toDateTime64(0, 3, 'UTC'))) OVER past AS last_end
                      FROM (
                        SELECT environment, fingerprint, id, said, observed, said.1 AS ts, said.3 AS starts_at, said.4 AS lapses_at, transform(toString(said.2), ['resolved', 'firing'], [0, 1], 2) AS place
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
                    WINDOW before AS (PARTITION BY environment, fingerprint, ends_before ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                  )
                  WINDOW before AS (PARTITION BY environment, fingerprint, ends_before ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                )
              )
              WINDOW before AS (PARTITION BY environment, fingerprint, ends_before ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            )
            WINDOW past AS (PARTITION BY environment, fingerprint ORDER BY ts, place, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
          )
        )
      ) AS e
      WHERE e.episode > 0 AND (e.counts OR e.ends)
      GROUP BY environment, fingerprint, episode
    )
  )
