-- Statements that match the filter, newest first. Whether each is the one that counts of its change is decided with all of that change's
-- statements at hand (change-statements.sql).
SELECT toString(ts) AS time, id, toString(said) AS said
FROM changes
WHERE /* @include parts/change-in-scope.sql */
  AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, kind))
  AND (empty({phases:Array(String)}) OR has({phases:Array(String)}, phase))
  AND (empty({actorKinds:Array(String)}) OR has({actorKinds:Array(String)}, actor_kind))
  AND (empty({providers:Array(String)}) OR has({providers:Array(String)}, provider))
  AND (empty({entities:Array(String)}) OR hasAny(entities, {entities:Array(String)}))
  AND (empty({identities:Array(String)}) OR hasAny(identities, {identities:Array(String)}))
  AND ({outOfBand:String} = '' OR out_of_band = ({outOfBand:String} = 'true'))
  AND ({search:String} = '' OR positionCaseInsensitiveUTF8(title, {search:String}) > 0 OR positionCaseInsensitiveUTF8(actor, {search:String}) > 0
    OR arrayExists(e -> positionCaseInsensitiveUTF8(e, {search:String}) > 0, arrayConcat(entities, identities)))
  AND ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')}
  AND (ts, id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
ORDER BY ts DESC, id DESC
LIMIT 1 BY ts, id, said
LIMIT {candidates:UInt32}
