-- Of the statements of one (source, environment, name) the one that counts.
SELECT argMin(body, (-toUnixTimestamp64Milli(observed_at), body)) AS body
FROM services
GROUP BY source, environment, name
ORDER BY source, environment, name
