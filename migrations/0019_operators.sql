-- What operators, service keys and the command line do to accounts, and what they need to do it.

-- A role ('operator', 'support', 'reader') counts while email_verified_at is set: only the person sets that.
ALTER TABLE accounts ADD COLUMN role              TEXT;    -- see domain::role; NULL: none
ALTER TABLE accounts ADD COLUMN role_since        INTEGER; -- when the role was given
-- An operator or a key may say that an address is the person's. It is shown as verified from then on, but the next
-- mailed link is still its first proof, which sets email_verified_at.
ALTER TABLE accounts ADD COLUMN email_vouched_at  INTEGER;
-- A disabled account opens no session. It is disabled while disabled_at is set and disabled_until is NULL or ahead:
--
--   active --disable--> disabled --enable, or disabled_until passes--> active
ALTER TABLE accounts ADD COLUMN disabled_at       INTEGER;
ALTER TABLE accounts ADD COLUMN disabled_until    INTEGER; -- NULL: until it is enabled
ALTER TABLE accounts ADD COLUMN disabled_reason   TEXT;    -- shown to the person
-- 1: signed up under SIGN_UP_DOMAINS; opens no session until the address is proven, and keeps its domain.
ALTER TABLE accounts ADD COLUMN domain_bound      INTEGER NOT NULL DEFAULT 0 CHECK (domain_bound IN (0, 1));
ALTER TABLE accounts ADD COLUMN external_id       TEXT;    -- the operator's own id of the person
ALTER TABLE accounts ADD COLUMN metadata_public   TEXT;    -- JSON object, at most 8 KB; NULL: {}
ALTER TABLE accounts ADD COLUMN metadata_private  TEXT;
ALTER TABLE accounts ADD COLUMN version           INTEGER NOT NULL DEFAULT 1; -- counts changes of the profile, for ETag
ALTER TABLE accounts ADD COLUMN last_sign_in_at   INTEGER;

CREATE UNIQUE INDEX accounts_by_external_id ON accounts (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX accounts_by_creation ON accounts (created_at, id);
CREATE INDEX accounts_by_role ON accounts (role) WHERE role IS NOT NULL;
CREATE INDEX accounts_by_disabling ON accounts (disabled_at) WHERE disabled_at IS NOT NULL;

-- A profile changes by its owner too, also in the worker before this migration.
CREATE TRIGGER accounts_count_versions
AFTER UPDATE OF name, image, username, external_id, metadata_public, metadata_private ON accounts
BEGIN
  UPDATE accounts SET version = OLD.version + 1 WHERE id = OLD.id;
END;

CREATE TRIGGER accounts_note_sign_ins AFTER INSERT ON sessions
BEGIN
  UPDATE accounts SET last_sign_in_at = NEW.created_at WHERE id = NEW.account_id;
END;

UPDATE accounts SET last_sign_in_at = (SELECT MAX(created_at) FROM sessions WHERE account_id = accounts.id);

-- Credential of a back end: 'sesame_sk_<id>_<secret>'. Good while the row is there and ends_at is NULL or ahead.
CREATE TABLE service_keys (
  id           TEXT    NOT NULL PRIMARY KEY, -- 16 characters of base64url, in the key itself
  name         TEXT    NOT NULL,
  secret_hash  TEXT    NOT NULL,             -- SHA-256 of the 256-bit secret
  scopes       TEXT    NOT NULL,             -- space-separated; see domain::service_key
  created_at   INTEGER NOT NULL,
  ends_at      INTEGER,
  last_used_at INTEGER                       -- at most a day behind
) STRICT;

-- An act of an operator, a key or the command line is an event too. Its account_id is NULL and "about" names the
-- account: an act outlives its account. It is the claim of its batch: what the act changes, changes only if its event
-- was written.
ALTER TABLE events ADD COLUMN about      TEXT; -- account that was acted on; no reference
ALTER TABLE events ADD COLUMN actor      TEXT; -- 'account:<id>', 'key:<id>' or 'wrangler'; NULL: the person
ALTER TABLE events ADD COLUMN actor_role TEXT; -- role of the account that acted
ALTER TABLE events ADD COLUMN reason     TEXT; -- shown to the person
ALTER TABLE events ADD COLUMN note       TEXT; -- for operators alone

-- What is counted by day.
CREATE INDEX events_by_time ON events (at, kind);
CREATE INDEX events_by_about ON events (about) WHERE about IS NOT NULL;

-- Order of all events, for whoever reads them one after the other: a sequence is never given out twice.
CREATE TABLE event_feed (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT    NOT NULL UNIQUE REFERENCES events (id) ON DELETE CASCADE
) STRICT;

INSERT INTO event_feed (event_id) SELECT id FROM events ORDER BY rowid;

CREATE TRIGGER events_enter_the_feed AFTER INSERT ON events
BEGIN
  INSERT INTO event_feed (event_id) VALUES (NEW.id);
END;

-- Invitation to sign up, mailed to an address.
--
--   open --sign-up with its token--> spent
--     \---- deleted, or expires_at passes --> (none)
CREATE TABLE invitations (
  id         TEXT    NOT NULL PRIMARY KEY, -- UUID
  token_hash TEXT    NOT NULL UNIQUE,      -- SHA-256 of the mailed token
  email      TEXT    NOT NULL,
  email_key  TEXT    NOT NULL,
  members    TEXT    NOT NULL,             -- JSON: what the account will have (username, name, externalId, metadata)
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,             -- 7 days after created_at
  spent_by   TEXT    REFERENCES accounts (id) ON DELETE CASCADE -- account that signed up with it
) STRICT;

CREATE INDEX invitations_by_creation ON invitations (created_at, id);
CREATE INDEX invitations_by_expiry ON invitations (expires_at);
CREATE INDEX invitations_by_account ON invitations (spent_by);

-- Request to let somebody in who lost both the second factor and the mailbox.
--
--   asked --another operator approves--> approved --24 hours--> ready --the approver sees the link--> shown
--      \-- the person refuses, or expires_at passes --------------\--> (none)
CREATE TABLE recovery_requests (
  id           TEXT    NOT NULL PRIMARY KEY, -- UUID
  account_id   TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  asked_by     TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE, -- operator
  asked_at     INTEGER NOT NULL,
  approved_by  TEXT    REFERENCES accounts (id) ON DELETE CASCADE, -- another one, in the role since before asked_at
  approved_at  INTEGER,
  refusal_hash TEXT    UNIQUE,               -- SHA-256 of the token that the old mailbox refuses with
  told         INTEGER NOT NULL DEFAULT 0,   -- warnings that were mailed: at 0 and 12 hours
  shown_at     INTEGER,
  expires_at   INTEGER NOT NULL,
  CHECK ((approved_by IS NULL) = (approved_at IS NULL))
) STRICT;

CREATE UNIQUE INDEX recovery_requests_by_account ON recovery_requests (account_id);
CREATE INDEX recovery_requests_by_expiry ON recovery_requests (expires_at);
CREATE INDEX recovery_requests_by_asker ON recovery_requests (asked_by);
CREATE INDEX recovery_requests_by_approver ON recovery_requests (approved_by);

-- Answer to a request with an Idempotency-Key, given again to the same request for a day.
CREATE TABLE idempotent_requests (
  id         TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of principal, method, path and key
  body_hash  TEXT    NOT NULL,             -- SHA-256 of the body: another body is a conflict
  answer     TEXT    NOT NULL,             -- JSON, sealed under DATA_SECRET
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX idempotent_requests_by_expiry ON idempotent_requests (expires_at);

-- Applications that sign people in with this service, by the names of RFC 7591.
CREATE TABLE clients (
  id                 TEXT    NOT NULL PRIMARY KEY, -- client_id
  metadata           TEXT    NOT NULL,             -- JSON: client_name, redirect_uris, …
  settings           TEXT    NOT NULL,             -- JSON, set by operators alone: require_pkce, first_party, …
  secret_hash        TEXT,                         -- SHA-256 of the 256-bit secret; NULL: public, or private_key_jwt
  former_secret_hash TEXT,                         -- its predecessor, good until former_ends_at
  former_ends_at     INTEGER,
  version            INTEGER NOT NULL DEFAULT 1,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL
) STRICT;

CREATE INDEX clients_by_creation ON clients (created_at, id);

-- APIs that take access tokens of this service.
CREATE TABLE resources (
  id                 TEXT    NOT NULL PRIMARY KEY,
  identifier         TEXT    NOT NULL UNIQUE,      -- "aud" of its tokens
  name               TEXT    NOT NULL,
  scopes             TEXT    NOT NULL,             -- space-separated
  open_to_registered INTEGER NOT NULL DEFAULT 0 CHECK (open_to_registered IN (0, 1)),
  secret_hash        TEXT,                         -- for introspection
  former_secret_hash TEXT,
  former_ends_at     INTEGER,
  version            INTEGER NOT NULL DEFAULT 1,
  created_at         INTEGER NOT NULL,
  updated_at         INTEGER NOT NULL
) STRICT;

CREATE INDEX resources_by_creation ON resources (created_at, id);

UPDATE schema_version SET version = 19;
