-- What each source has seen, as last reported.
SELECT argMin(body, (-toUnixTimestamp64Milli(observed_at), body)) AS body
FROM coverage
WHERE {environment:String} = '' OR environment IN ('', {environment:String})
GROUP BY source, instance
ORDER BY source, instance
