-- All statements of changes of which something may lie in the window, that are on one of these services or on none, in this environment or in none:
-- they began there, or before and a later statement tells of a stage, or nobody saw when they began until later.
SELECT id, toString(ts) AS time, toString(said) AS said, body, phases, toString(observed_at) AS observed, s.services AS services, s.mapped_by AS mappedBy
FROM changes
LEFT JOIN (SELECT subject, services, mapped_by FROM subjects FINAL) AS s ON s.subject = changes.subject
WHERE id IN (
  SELECT id FROM changes
  WHERE (ts >= {from:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')}
      OR ts < {from:DateTime64(3, 'UTC')} AND updated_at >= {from:DateTime64(3, 'UTC')}
      OR ts >= {to:DateTime64(3, 'UTC')} AND ts < {to:DateTime64(3, 'UTC')} + INTERVAL 30 DAY
        AND JSONHas(body, 'occurredAfter') AND parseDateTime64BestEffortOrZero(JSONExtractString(body, 'occurredAfter'), 3, 'UTC') < {to:DateTime64(3, 'UTC')})
    AND ({environment:String} = '' OR environment IN ('', {environment:String}))
    AND (subject IN (SELECT subject FROM subjects FINAL WHERE hasAny(services, {services:Array(String)}))
      OR subject NOT IN (SELECT subject FROM subjects FINAL WHERE notEmpty(services)))
)
LIMIT 1 BY id, said, phases, observed_at
