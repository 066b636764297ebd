-- The OAuth 2.1 and OpenID Connect provider: other applications sign people in with this service.

-- 256 random bits in base64url, from which the "sid" of ID tokens is computed; NULL until a client needs it.
ALTER TABLE sessions ADD COLUMN sid_seed TEXT;

-- Keys that sign tokens for others to verify; see domain::signing_key. The states follow from the times alone.
--
--   next --signs_at--> live --retires_at--> retired --ends_at--> gone
--
-- A key stands in the published set from its creation until withdrawn_at.
CREATE TABLE signing_keys (
  id           TEXT    NOT NULL PRIMARY KEY, -- "kid": SHA-256 thumbprint of the public key (RFC 7638)
  algorithm    TEXT    NOT NULL,             -- 'RS256' or 'ES256'
  generation   INTEGER NOT NULL,             -- counts from 1 for each algorithm; concurrent makers agree on one by it
  public_key   TEXT    NOT NULL,             -- JWK
  private_key  TEXT    NOT NULL,             -- JWK, sealed under DATA_SECRET
  created_at   INTEGER NOT NULL,
  signs_at     INTEGER NOT NULL,
  retires_at   INTEGER NOT NULL,
  withdrawn_at INTEGER NOT NULL,
  ends_at      INTEGER NOT NULL,
  UNIQUE (algorithm, generation)
) STRICT;

CREATE INDEX signing_keys_by_end ON signing_keys (ends_at);

-- What an account allowed a client, for each resource; asked once.
CREATE TABLE consents (
  account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id  TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  resource   TEXT    NOT NULL,             -- identifier; '': none
  scope      TEXT    NOT NULL,             -- space-separated
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, client_id, resource)
) STRICT;

CREATE INDEX consents_by_client ON consents (client_id);

-- Authorization request that waits until its person has signed in.
CREATE TABLE authorization_requests (
  id             TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the id in the URL
  browser_hash   TEXT    NOT NULL,             -- SHA-256 of the cookie of the browser that began it
  client_id      TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  parameters     TEXT    NOT NULL,             -- query, as sent; checked before, and again at each use
  met_session_id TEXT,                         -- session that the browser had then, which prompt=login does not take
  created_at     INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL              -- 1 hour after created_at
) STRICT;

CREATE INDEX authorization_requests_by_client ON authorization_requests (client_id);
CREATE INDEX authorization_requests_by_expiry ON authorization_requests (expires_at);

-- Authorization code.
--
--   issued --fitting redemption--> spent --fitting replay--> spent, and its grant is gone
--     \-- 60 seconds, or the end of its session --> over; the row stays for a day, for replays
CREATE TABLE authorization_codes (
  id           TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the code
  account_id   TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id    TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  session_id   TEXT    REFERENCES sessions (id) ON DELETE SET NULL, -- NULL: the session ended, and an unspent code with it
  redirect_uri TEXT    NOT NULL,             -- as sent
  challenge    TEXT,                         -- PKCE, S256; NULL: none was sent
  nonce        TEXT,
  scope        TEXT    NOT NULL,             -- space-separated, as granted
  resource     TEXT,                         -- registered identifier; NULL: none
  offline      INTEGER NOT NULL CHECK (offline IN (0, 1)), -- 1: its grant outlives the session
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,             -- 60 seconds after created_at
  spent_by     TEXT                          -- grant of its redemption
) STRICT;

CREATE INDEX authorization_codes_by_account ON authorization_codes (account_id);
CREATE INDEX authorization_codes_by_client ON authorization_codes (client_id);
CREATE INDEX authorization_codes_by_session ON authorization_codes (session_id);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

-- Redemption of a code, on which access and refresh tokens hang. Its refresh tokens are computed, as a session's: see
-- 0013.
CREATE TABLE grants (
  id                  TEXT    NOT NULL PRIMARY KEY, -- UUID
  account_id          TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id           TEXT    NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  session_id          TEXT    REFERENCES sessions (id) ON DELETE CASCADE, -- NULL: offline, it outlives its session
  opened_by           TEXT    NOT NULL,             -- session that the code was issued to; no reference
  scope               TEXT    NOT NULL,             -- space-separated
  resource            TEXT,                         -- registered identifier; NULL: none
  sid_seed            TEXT,                         -- of the session; the "sid" of its ID tokens is computed from it
  method              TEXT    NOT NULL,             -- of the session
  aal                 INTEGER NOT NULL CHECK (aal IN (1, 2)),
  authenticated_at    INTEGER NOT NULL,
  refresh_seed        TEXT,                         -- NULL: for a client that does not refresh
  refresh_key_version INTEGER,
  refresh_generation  INTEGER NOT NULL,
  refresh_turned_at   INTEGER,
  created_at          INTEGER NOT NULL,
  last_used_at        INTEGER NOT NULL,
  ends_at             INTEGER NOT NULL              -- offline: 90 days after last_used_at, 365 after created_at at most; else its session's
) STRICT;

CREATE INDEX grants_by_account ON grants (account_id, client_id);
CREATE INDEX grants_by_client ON grants (client_id);
CREATE INDEX grants_by_session ON grants (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX grants_by_opener ON grants (opened_by);
CREATE INDEX grants_by_end ON grants (ends_at);

-- Assertion by which a client authenticated (private_key_jwt), good once.
CREATE TABLE client_assertions (
  id         TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of client_id and "jti"
  spent_by   TEXT    NOT NULL,             -- request
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX client_assertions_by_expiry ON client_assertions (expires_at);

-- Lists of operators, newest first.
CREATE INDEX service_keys_by_creation ON service_keys (created_at, id);
CREATE INDEX recovery_requests_by_asking ON recovery_requests (asked_at, id);

-- An event is not changed, except that a merge moves what the merged account did, and the acts on it, to the account that
-- is left. The merge's own event names both.
DROP TRIGGER events_are_not_changed;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
WHEN NOT (
  NEW.rowid = OLD.rowid AND NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.at = OLD.at
  AND NEW.detail IS OLD.detail AND NEW.session_id IS OLD.session_id AND NEW.platform IS OLD.platform
  AND NEW.place IS OLD.place AND NEW.address IS OLD.address AND NEW.actor IS OLD.actor
  AND NEW.actor_role IS OLD.actor_role AND NEW.reason IS OLD.reason AND NEW.note IS OLD.note
  AND (NEW.account_id IS OLD.account_id OR EXISTS (SELECT 1 FROM events AS merge
    WHERE merge.about = NEW.account_id AND merge.kind = 'merged' AND merge.detail = OLD.account_id))
  AND (NEW.about IS OLD.about OR EXISTS (SELECT 1 FROM events AS merge
    WHERE merge.about = NEW.about AND merge.kind = 'merged' AND merge.detail = OLD.about)))
BEGIN
  SELECT RAISE(ABORT, 'an event is not changed');
END;

-- "updated_at" of the profile that applications see; NULL: as it was made.
ALTER TABLE accounts ADD COLUMN profile_changed_at INTEGER;

CREATE TRIGGER accounts_note_profile_changes AFTER UPDATE OF name, image, username ON accounts
WHEN OLD.name IS NOT NEW.name OR OLD.image IS NOT NEW.image OR OLD.username IS NOT NEW.username
BEGIN
  UPDATE accounts SET profile_changed_at = unixepoch() WHERE id = OLD.id;
END;

UPDATE schema_version SET version = 21;
