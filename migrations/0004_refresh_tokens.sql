-- The chain of refresh tokens of a session, each stored as its SHA-256.
--
--   live --refresh--> spent, and its one successor is live
--
-- A spent token shown again within 30 seconds, while its successor is unused, yields that same successor;
-- shown later it ends the session (RFC 9700 section 4.14.2).
CREATE TABLE refresh_tokens (
  token_hash     TEXT    NOT NULL PRIMARY KEY,
  session_id     TEXT    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  successor_hash TEXT,
  created_at     INTEGER NOT NULL,
  spent_at       INTEGER,
  CHECK ((successor_hash IS NULL) = (spent_at IS NULL))
) STRICT;

-- The database itself refuses a fork: one live token a session.
CREATE UNIQUE INDEX one_live_refresh_token ON refresh_tokens (session_id) WHERE spent_at IS NULL;
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
