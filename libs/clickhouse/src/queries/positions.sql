-- How far each partition has been written.
SELECT topic, partition, max(next) AS next FROM positions GROUP BY topic, partition ORDER BY topic, partition
