-- How often the change that did it was suspected, and at which rank: what people confirmed first, and only where they say nothing what was undone, as the incident tells it.
-- The last word on each change counts; who says that none did it takes back what was confirmed before. The same as the domain's saidOf and labelOf.
SELECT grouped AS name,
  toUInt32(countIf(rank >= 0)) AS labels, toUInt32(countIf(rank >= 0 AND weak)) AS weakLabels,
  toUInt32(countIf(rank = 1)) AS first, toUInt32(countIf(rank BETWEEN 1 AND 3)) AS firstThree, sumIf(1 / rank, rank >= 1) AS reciprocalRanks,
  toUInt32(countIf(rank < 0)) AS causeless, toUInt32(countIf(nobody)) AS unsuspected, toUInt32(countIf(nobody AND rank < 0)) AS rightlyUnsuspected
FROM (
  SELECT weak, empty(suspects) AS nobody,
    -- -1: no change did it; 0: what did it was not suspected
    if(empty(truth), -1, toInt32(arrayFirstIndex(ids -> hasAny(ids, truth), suspects))) AS rank,
    multiIf({by:String} = 'source', if(empty(truth), 'no change', provider), {by:String} = 'change-kind', if(empty(truth), 'no change', kind),
      {by:String} = 'alert-class', class, {by:String} = 'rules-version', rules, {by:String} = 'label', if(weak, 'weak', 'confirmed'), 'all') AS grouped
  FROM (
    SELECT labelled.suspects AS suspects, labelled.class AS class, labelled.rules AS rules, empty(confirmed) AND NOT none AS weak,
      if(weak, undone_ids, confirmed) AS truth,
      -- of a change that is no longer kept the incident itself tells
      arrayFirst(c -> c.1 = confirmed[1], labelled.told) AS told,
      multiIf(weak, undone_first.2, k.said.1 != '', k.said.1, told.2 != '', told.2, 'unknown') AS kind,
      multiIf(weak, undone_first.3, k.said.2 != '', k.said.2, told.3 != '', told.3, 'unknown') AS provider
    FROM (
      SELECT i.suspects AS suspects, i.told AS told, i.class AS class, i.rules AS rules,
        arrayFilter((w, place) -> w.3 != '' AND w.4 = 'confirmed' AND place > last_none AND place = arrayLastIndex(v -> v.3 = w.3, words), words, arrayEnumerate(words)) AS confirmed_words,
        arraySort(arrayMap(w -> w.3, confirmed_words)) AS confirmed,
        arrayLastIndex(w -> w.3 = '' AND w.4 = 'dismissed', words) AS last_none,
        last_none > arrayLastIndex(w -> w.3 != '' AND w.4 = 'confirmed', words) AS none,
        arrayFilter(c -> NOT has(arrayMap(w -> w.3, arrayFilter((w, place) -> w.3 != '' AND w.4 = 'dismissed' AND place = arrayLastIndex(v -> v.3 = w.3, words), words, arrayEnumerate(words))), c.1), i.undone) AS undone,
        arraySort(arrayMap(c -> c.1, undone)) AS undone_ids,
        arraySort(undone)[1] AS undone_first
      FROM (
        SELECT id, JSONExtractString(body, 'alerts', 1, 'class') AS class, JSONExtractString(body, 'rulesVersion') AS rules,
          arrayMap(s -> JSONExtract(s, 'changeIds', 'Array(String)'), JSONExtractArrayRaw(body, 'suspects')) AS suspects,
          arrayMap(s -> (JSONExtractString(s, 'change', 'id'), JSONExtractString(s, 'change', 'kind'), JSONExtractString(s, 'change', 'source', 'provider')), JSONExtractArrayRaw(body, 'suspects')) AS told,
          if(status = 'resolved', arrayMap(u -> (JSONExtractString(u, 'changeId'), JSONExtractString(u, 'kind'), JSONExtractString(u, 'provider')), JSONExtractArrayRaw(body, 'undone')), []) AS undone
        FROM incidents FINAL
        WHERE status != 'merged' AND opened_at >= {from:DateTime64(3, 'UTC')} AND opened_at < {to:DateTime64(3, 'UTC')}
      ) AS i
      LEFT JOIN (
        SELECT asked.id AS id, arraySort(groupUniqArray(tuple(f.said_at, f.id, f.change_id, f.verdict))) AS words
        FROM (SELECT id, arrayJoin(arrayDistinct(arrayPushBack(answers_to, id))) AS key FROM incidents FINAL WHERE status != 'merged') AS asked
        INNER JOIN (
          SELECT incident_id, id, min(at) AS said_at, argMin(JSONExtractString(body, 'changeId'), (at, body)) AS change_id, argMin(JSONExtractString(body, 'verdict'), (at, body)) AS verdict
          FROM feedback GROUP BY incident_id, id
        ) AS f ON f.incident_id = asked.key
        GROUP BY asked.id
      ) AS w ON w.id = i.id
    ) AS labelled
    LEFT JOIN (
      SELECT id, argMin(tuple(toString(kind), toString(provider)), (-toInt64(parser), -toUnixTimestamp64Milli(updated_at), statement)) AS said
      FROM changes WHERE id IN (SELECT JSONExtractString(body, 'changeId') FROM feedback)
      GROUP BY id
    ) AS k ON k.id = labelled.confirmed[1]
    WHERE notEmpty(labelled.confirmed) OR labelled.none OR notEmpty(labelled.undone_ids)
  )
)
GROUP BY grouped
ORDER BY labels DESC, grouped
