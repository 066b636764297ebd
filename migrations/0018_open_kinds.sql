-- The code decides what kinds there are, no longer a CHECK here, so that a new kind needs no new table. SQLite drops no
-- CHECK, so the three tables that had one are made again, with every column, index and row, and their other CHECKs.
--
-- No table refers to these three, so dropping the former ones cascades to nothing. Their rows live a day at most:
-- the copy is as long as one day's mails, however many accounts there are.

ALTER TABLE one_time_tokens RENAME TO former_one_time_tokens;
CREATE TABLE one_time_tokens (
  id            TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the token
  kind          TEXT    NOT NULL,             -- see domain::one_time_token
  account_id    TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  mailed_to_key TEXT    NOT NULL,             -- key of the address it went to
  address       TEXT,                         -- the new address, where one is to be confirmed or approved
  address_key   TEXT,
  code_hash     TEXT,                         -- keyed hash of the 6-digit code beside it, if there is one
  redirect_url  TEXT,                         -- where the browser goes afterwards
  session_id    TEXT,                         -- the session that asked, which a change does not end
  wrong_codes   INTEGER NOT NULL DEFAULT 0,   -- wrong second factors beside it; too many spend it
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  spent_by      TEXT,                         -- the one request, or session, that spent it
  code_guesses  INTEGER NOT NULL DEFAULT 0,   -- wrong guesses of the code, which void it alone: see 0015
  press         TEXT,                         -- MAC of the button's press that spent it: see 0016
  pressed_at    INTEGER,
  CHECK ((address IS NULL) = (address_key IS NULL))
) STRICT;
INSERT INTO one_time_tokens SELECT * FROM former_one_time_tokens;
DROP TABLE former_one_time_tokens;
CREATE UNIQUE INDEX one_time_tokens_one_of_a_kind ON one_time_tokens (account_id, kind);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);

ALTER TABLE authorizations RENAME TO former_authorizations;
CREATE TABLE authorizations (
  id                  TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the auth_id
  kind                TEXT    NOT NULL,             -- see domain::authorization
  state               TEXT    NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'collected')),
  secret_hash         TEXT    NOT NULL,             -- login: SHA-256 of the mailed token; pairing: keyed hash of the code
  account_id          TEXT    REFERENCES accounts (id) ON DELETE CASCADE, -- login: its account (NULL: of nobody, never approved); pairing: the first that looked
  mailed_to_key       TEXT,                         -- login: key of the address the mail went to
  approver_session_id TEXT,                         -- pairing: the session that approved
  label               TEXT    NOT NULL,             -- what the client calls itself
  place               TEXT,
  address             TEXT,
  polls               INTEGER NOT NULL DEFAULT 0,   -- in the current interval
  polls_reset_at      INTEGER NOT NULL DEFAULT 0,
  created_at          INTEGER NOT NULL,
  expires_at          INTEGER NOT NULL,
  decided_by          TEXT,                         -- the one request that approved or refused
  collected_by        TEXT,                         -- the one session that was opened
  aal                 INTEGER NOT NULL DEFAULT 1 CHECK (aal IN (1, 2)), -- strength of the approval: see 0013
  press               TEXT,                         -- MAC of the button's press that decided it: see 0016
  pressed_at          INTEGER
) STRICT;
INSERT INTO authorizations SELECT * FROM former_authorizations;
DROP TABLE former_authorizations;
CREATE UNIQUE INDEX authorizations_by_secret ON authorizations (secret_hash);
CREATE INDEX authorizations_by_account ON authorizations (account_id);
CREATE INDEX authorizations_by_expiry ON authorizations (expires_at);

ALTER TABLE webauthn_challenges RENAME TO former_webauthn_challenges;
CREATE TABLE webauthn_challenges (
  id         TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the challenge
  ceremony   TEXT    NOT NULL,             -- see store::batches::passkey_ceremonies
  account_id TEXT    REFERENCES accounts (id) ON DELETE CASCADE, -- register: the account that it is for
  session_id TEXT,                         -- register: the session that asked
  expires_at INTEGER NOT NULL,
  spent_by   TEXT,
  CHECK ((ceremony = 'register') = (account_id IS NOT NULL))
) STRICT;
INSERT INTO webauthn_challenges SELECT * FROM former_webauthn_challenges;
DROP TABLE former_webauthn_challenges;
CREATE INDEX webauthn_challenges_by_account ON webauthn_challenges (account_id);
CREATE INDEX webauthn_challenges_by_expiry ON webauthn_challenges (expires_at);

UPDATE schema_version SET version = 18;
