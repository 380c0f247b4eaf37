-- Incidents that suspect each of these changes, or are of each of these services; of `names[i]` those in `environments[i]` ('': any). Newest opening first, so many of each.
SELECT a.name AS name, a.asked AS asked, i.id AS id, toString(i.opened_at) AS time, i.body AS body
FROM (
  SELECT id, opened_at, environment, body, arrayJoin(if({by:String} = 'change', change_ids, services)) AS name
  FROM incidents FINAL
  WHERE status != 'merged' AND hasAny(if({by:String} = 'change', change_ids, services), {names:Array(String)}) AND (opened_at, id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
) AS i
INNER JOIN (SELECT DISTINCT pair.1 AS name, pair.2 AS asked FROM (SELECT arrayJoin(arrayZip({names:Array(String)}, {environments:Array(String)})) AS pair)) AS a ON a.name = i.name
WHERE a.asked = '' OR i.environment = a.asked
ORDER BY i.opened_at DESC, i.id DESC
LIMIT {first:UInt32} BY name, asked
