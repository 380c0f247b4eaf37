-- Changes with every statement of a dependency or of the catalog.
SELECT toString(sum(cityHash64(thing, content, observed_at))) AS version
FROM (
  SELECT toString(identity) AS thing, content, observed_at FROM dependencies
  UNION ALL SELECT toString(tuple(source, environment, name)), content, observed_at FROM services
)
