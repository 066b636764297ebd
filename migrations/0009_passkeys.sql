-- Passkeys (WebAuthn Level 3). A credential id belongs to one account, whoever asks.
CREATE TABLE passkeys (
  id              TEXT    NOT NULL PRIMARY KEY, -- UUID
  credential_id   TEXT    NOT NULL UNIQUE,      -- base64url, as the authenticator chose it
  account_id      TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  public_key      TEXT    NOT NULL,             -- base64url of the COSE key
  sign_count      INTEGER NOT NULL,             -- never goes back, unless it stays 0
  backup_eligible INTEGER NOT NULL,
  backed_up       INTEGER NOT NULL,
  name            TEXT    NOT NULL,
  used_by         TEXT,                         -- the last session it opened, or the request that removes it
  created_at      INTEGER NOT NULL,
  last_used_at    INTEGER
) STRICT;

CREATE INDEX passkeys_by_account ON passkeys (account_id);

-- What an authenticator is asked to sign, once, in one ceremony.
--
--   open --answered, rightly or not--> spent
CREATE TABLE webauthn_challenges (
  id         TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the challenge
  ceremony   TEXT    NOT NULL CHECK (ceremony IN ('register', 'sign-in')),
  account_id TEXT    REFERENCES accounts (id) ON DELETE CASCADE, -- register: whose
  session_id TEXT,                         -- register: in which session
  expires_at INTEGER NOT NULL,
  spent_by   TEXT,
  CHECK ((ceremony = 'register') = (account_id IS NOT NULL))
) STRICT;

CREATE INDEX webauthn_challenges_by_account ON webauthn_challenges (account_id);
CREATE INDEX webauthn_challenges_by_expiry ON webauthn_challenges (expires_at);
