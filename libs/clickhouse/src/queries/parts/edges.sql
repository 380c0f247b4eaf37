(
    -- Who calls whom, under the names that the catalog has for them now.
    SELECT if(empty(f.services), d.from_name, f.services[1]) AS caller, if(empty(t.services), d.to_name, t.services[1]) AS callee,
      d.environment AS environment, d.kind AS kind, d.source AS source, d.confidence AS confidence, d.valid_from AS valid_from, d.valid_to AS valid_to
    FROM (
      SELECT from_subject, to_subject, from_name, to_name, toString(environment) AS environment, toString(kind) AS kind, toString(source) AS source, valid_from, said.1 AS confidence, said.2 AS valid_to
      FROM (
        SELECT from_subject, to_subject, from_name, to_name, environment, kind, source, valid_from,
          argMin(tuple(confidence, valid_to), (-toUnixTimestamp64Milli(observed_at), body)) AS said
        FROM dependencies GROUP BY from_subject, to_subject, from_name, to_name, environment, kind, source, valid_from
      )
      UNION ALL
      SELECT 0, edge.2, name, edge.1, toString(environment), 'call', toString(source), NULL, NULL, NULL
      FROM /* @include parts/catalog.sql */ AS c ARRAY JOIN arrayZip(depends_on, depends_on_subjects) AS edge
      WHERE NOT removed
    ) AS d
    LEFT JOIN (SELECT subject, services FROM subjects FINAL) AS f ON f.subject = d.from_subject
    LEFT JOIN (SELECT subject, services FROM subjects FINAL) AS t ON t.subject = d.to_subject
    WHERE caller != callee
  )
