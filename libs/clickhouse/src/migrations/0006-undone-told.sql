-- What was undone stands on the incident: nobody looks for it among changes any more.
ALTER TABLE changes DROP COLUMN IF EXISTS turned;
ALTER TABLE changes DROP COLUMN IF EXISTS turned_back;
ALTER TABLE changes DROP COLUMN IF EXISTS rolled_back;
