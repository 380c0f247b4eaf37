-- Newest revisions, newest opening first.
SELECT id, toString(opened_at) AS time, body
FROM incidents FINAL
WHERE (empty({ids:Array(String)}) OR has({ids:Array(String)}, id))
  AND (empty({services:Array(String)}) OR hasAny(services, {services:Array(String)}))
  AND ({owners:UInt8} = 0 OR hasAny(services, {ownersServices:Array(String)}))
  AND ({systems:UInt8} = 0 OR hasAny(services, {systemsServices:Array(String)}))
  AND ({environment:String} = '' OR environment = {environment:String})
  AND if({status:String} = '', status != 'merged' OR notEmpty({ids:Array(String)}), status = {status:String})
  AND (empty({severities:Array(String)}) OR has({severities:Array(String)}, severity))
  AND ({hasSuspect:String} = '' OR notEmpty(change_ids) = ({hasSuspect:String} = 'true'))
  AND probability >= {minProbability:Float64}
  AND opened_at >= {from:DateTime64(3, 'UTC')} AND opened_at < {to:DateTime64(3, 'UTC')}
  AND (opened_at, id) < ({cursorTime:DateTime64(3, 'UTC')}, {cursorId:String})
ORDER BY opened_at DESC, id DESC
LIMIT {first:UInt32}
