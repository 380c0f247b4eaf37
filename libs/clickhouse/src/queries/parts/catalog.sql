(
    -- Of the statements of one (source, environment, name) the latest counts. The name is the one that the service has now: a cluster may call it otherwise.
    SELECT source, environment, if(empty(known), stated, known) AS name, said.1 AS removed, said.2 AS owner, said.3 AS system, said.4 AS aliases, said.5 AS repositories, said.6 AS links,
      said.7 AS depends_on, said.8 AS depends_on_subjects, said.9 AS workloads, said.10 AS observed
    FROM (
      SELECT source, environment, name AS stated,
        argMin(tuple(removed, owner, system, aliases, repositories, links, depends_on, depends_on_subjects, workloads, observed_at), (-toUnixTimestamp64Milli(observed_at), body)) AS said
      FROM services GROUP BY source, environment, stated
    ) AS latest
    LEFT JOIN (
      SELECT named[1] AS called, environment AS place, services[1] AS known FROM subjects FINAL
      WHERE length(named) = 1 AND empty(entities) AND cluster = '' AND notEmpty(services)
    ) AS names ON names.called = latest.stated AND names.place = latest.environment
  )
