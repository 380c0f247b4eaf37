-- Edges that touch one of `names` on the side asked for and were valid at some time in [since, until]; with `whole` all of them.
SELECT caller, callee, environment, kind, source, confidence, if(valid_from IS NULL, '', toString(valid_from)) AS since, if(valid_to IS NULL, '', toString(valid_to)) AS until
FROM /* @include parts/edges.sql */ AS e
WHERE ({whole:UInt8} OR ({callees:UInt8} AND has({names:Array(String)}, caller)) OR ({callers:UInt8} AND has({names:Array(String)}, callee)))
  AND ({environment:String} = '' OR environment IN ('', {environment:String}))
  AND (valid_from IS NULL OR valid_from <= {until:DateTime64(3, 'UTC')}) AND (valid_to IS NULL OR valid_to > {since:DateTime64(3, 'UTC')})
ORDER BY caller, callee, kind, source, environment, since
LIMIT 1 BY caller, callee, kind, source, environment, since
