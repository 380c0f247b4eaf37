-- The newest statement's change of each service: of `names[i]` in `environments[i]` ('': any).
SELECT name, asked, argMax(id, (ts, id)) AS id
FROM (
  SELECT ts, id, environment, arrayJoin(s.services) AS name
  FROM changes INNER JOIN (SELECT subject, services FROM subjects FINAL WHERE hasAny(services, {names:Array(String)})) AS s ON s.subject = changes.subject
  WHERE changes.subject IN (SELECT subject FROM subjects FINAL WHERE hasAny(services, {names:Array(String)}))
) AS c
INNER JOIN (SELECT pair.1 AS name, pair.2 AS asked FROM (SELECT arrayJoin(arrayZip({names:Array(String)}, {environments:Array(String)})) AS pair)) AS a ON a.name = c.name
WHERE asked = '' OR environment = '' OR environment = asked
GROUP BY name, asked
