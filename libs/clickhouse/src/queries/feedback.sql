-- What people said of these incidents, under any of their ids.
SELECT i.asked AS asked, toString(f.at) AS time, f.body AS body
FROM feedback AS f
INNER JOIN (
  SELECT DISTINCT id AS asked, key FROM incidents FINAL ARRAY JOIN arrayDistinct(arrayPushBack(answers_to, id)) AS key WHERE id IN {ids:Array(String)}
) AS i ON i.key = f.incident_id
ORDER BY f.at, f.id, f.body
LIMIT 1 BY i.asked, f.id
