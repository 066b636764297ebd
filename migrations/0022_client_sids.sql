-- What clients were told of a session: a JSON object from client id to the "sid" of its ID tokens, so that a logout compares
-- them in SQL, which has no SHA-256. NULL, or without a client that the former worker told: compared after a read.
ALTER TABLE sessions ADD COLUMN client_sids TEXT;

-- "updated_at" of the profile is written by the change itself, at the time of the service. Only a change that gives no
-- time, as the former worker makes it, gets that of the database.
DROP TRIGGER accounts_note_profile_changes;
CREATE TRIGGER accounts_note_profile_changes AFTER UPDATE OF name, image, username ON accounts
WHEN NEW.profile_changed_at IS OLD.profile_changed_at
  AND (OLD.name IS NOT NEW.name OR OLD.image IS NOT NEW.image OR OLD.username IS NOT NEW.username)
BEGIN
  UPDATE accounts SET profile_changed_at = unixepoch() WHERE id = OLD.id;
END;

UPDATE schema_version SET version = 22;
