-- Time-based one-time passwords (RFC 6238).
--
--   (none) --enable--> pending --first right code--> enabled --disable--> (none)
--
-- Only an enabled one is asked for, and then no session is opened for the account unless that very session used a
-- code: the statement that opens it looks at used_by.
CREATE TABLE totp (
  account_id TEXT    NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  secret     TEXT    NOT NULL, -- sealed for this account
  enabled_at INTEGER,          -- NULL while pending
  last_step  INTEGER,          -- the newest time step whose code was used: no older one is good any more
  used_by    TEXT,             -- the last session, or request, that used a code
  created_at INTEGER NOT NULL
) STRICT;

-- Codes for when the authenticator is lost, each good once.
CREATE TABLE backup_codes (
  fingerprint TEXT    NOT NULL PRIMARY KEY, -- keyed hash with the account
  account_id  TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  created_at  INTEGER NOT NULL,
  spent_by    TEXT
) STRICT;

CREATE INDEX backup_codes_by_account ON backup_codes (account_id);

-- A sign-in that could not carry a code and waits for one.
--
--   open --spent_by is set--> spent; void once expires_at has passed or too many codes were wrong
CREATE TABLE second_factor_challenges (
  id           TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the challenge
  account_id   TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  method       TEXT    NOT NULL,             -- what the session will say it was opened by
  redirect_url TEXT,
  wrong_codes  INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER NOT NULL,
  spent_by     TEXT
) STRICT;

CREATE INDEX second_factor_challenges_by_account ON second_factor_challenges (account_id);
CREATE INDEX second_factor_challenges_by_expiry ON second_factor_challenges (expires_at);
