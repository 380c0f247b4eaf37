-- Entities that no service answers to, most frequent first.
SELECT provider, entity, toUInt32(uniqExact(id)) AS count, toString(max(ts)) AS last
FROM (
  SELECT subject, id, ts, provider FROM changes WHERE subject IN (SELECT subject FROM subjects FINAL WHERE notEmpty(unmapped))
  UNION ALL SELECT subject, id, ts, provider FROM alerts WHERE subject IN (SELECT subject FROM subjects FINAL WHERE notEmpty(unmapped))
) AS f
INNER JOIN (SELECT subject, arrayJoin(unmapped) AS entity FROM subjects FINAL) AS s ON s.subject = f.subject
GROUP BY provider, entity
HAVING (-toInt64(count), provider, entity) > ({cursorCount:Int64}, {cursorProvider:String}, {cursorEntity:String})
ORDER BY count DESC, provider, entity
LIMIT {first:UInt32}
