-- Everything that a published id may mean: the incident of that id, and those that hold the alert it was made of. The living first, newest first.
SELECT id, status, merged_into AS mergedInto, body
FROM incidents FINAL
WHERE id = {id:String} OR (has(answers_to, {id:String}) AND status != 'merged')
ORDER BY id = {id:String} DESC, opened_at DESC, id DESC
LIMIT 2
