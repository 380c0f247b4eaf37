-- Of the statements of one edge the one that counts; those of another environment left out.
SELECT argMin(body, (-toUnixTimestamp64Milli(observed_at), body)) AS body
FROM dependencies
WHERE {environment:String} = '' OR environment IN ('', {environment:String})
GROUP BY identity
ORDER BY identity
