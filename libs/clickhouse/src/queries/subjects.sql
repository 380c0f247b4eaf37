-- Every subject as last resolved.
SELECT named, entities, environment, cluster, services, mapped_by, unmapped, version FROM subjects FINAL ORDER BY subject
