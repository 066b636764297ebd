-- A second factor that was offered to one session and not verified yet. It goes with that session, so whoever is put out
-- takes what they know along.
--
--   (none) --enable--> offered --first right code--> (none), and the account's row in totp
--                          \---- expires_at passes ----> over; asked again, another takes its place
--
-- From here on totp holds enabled factors. One that the former version left pending there (enabled_at IS NULL) belongs to
-- no session: nobody can verify it, and the first factor that is enabled takes its place.
CREATE TABLE totp_offers (
  session_id   TEXT    NOT NULL PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
  secret       TEXT    NOT NULL, -- sealed for the account
  backup_codes TEXT    NOT NULL, -- JSON: keyed hashes, as in backup_codes
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL  -- an hour after created_at
) STRICT;

CREATE INDEX totp_offers_by_expiry ON totp_offers (expires_at);

UPDATE schema_version SET version = 17;
