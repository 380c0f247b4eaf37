-- Changes that were undone while one of these incidents was open, which then soon ended, and when first.
SELECT u.incident AS incident, pair.1.1 AS change, toString(pair.2) AS time
FROM /* @include parts/undone.sql */ AS u
ARRAY JOIN arrayZip(u.undone, u.undone_at) AS pair
ORDER BY incident, change
