-- The services that the catalog puts into these systems, owners, namespaces or clusters.
SELECT DISTINCT name
FROM /* @include parts/catalog.sql */ AS c
WHERE NOT removed AND ({environment:String} = '' OR environment IN ('', {environment:String}))
  AND (has({systems:Array(String)}, system) OR has({owners:Array(String)}, owner)
    OR arrayExists(w -> has({namespaces:Array(String)}, w.namespace) OR has({clusters:Array(String)}, w.cluster), workloads))
ORDER BY name
