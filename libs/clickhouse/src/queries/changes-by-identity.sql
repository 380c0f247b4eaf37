-- Changes that carry one of these identities.
SELECT DISTINCT id FROM changes WHERE hasAny(identities, {identities:Array(String)}) ORDER BY id LIMIT {most:UInt32}
