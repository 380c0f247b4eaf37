-- All statements of these changes, with the services they resolve to.
SELECT id, toString(ts) AS time, toString(said) AS said, body, phases, toString(observed_at) AS observed, s.services AS services, s.mapped_by AS mappedBy
FROM changes
LEFT JOIN (SELECT subject, services, mapped_by FROM subjects FINAL) AS s ON s.subject = changes.subject
WHERE id IN {ids:Array(String)}
LIMIT 1 BY id, said, phases, observed_at
