-- The alerts that an incident of this id would be named after.
SELECT DISTINCT id FROM alerts WHERE names_incident = {id:String} ORDER BY id
