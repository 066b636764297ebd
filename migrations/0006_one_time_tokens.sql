-- What was mailed to act with, once. The token itself is only in the mail; here is its SHA-256.
--
--   open --spent_by is set--> spent
--     \---- another of its kind is mailed, or expires_at passes ----> void
--
-- At most one of a kind is open for an account: a new one takes the place of the one before.
CREATE TABLE one_time_tokens (
  id            TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the token
  kind          TEXT    NOT NULL CHECK (kind IN ('verify-email', 'confirm-address', 'approve-address-change', 'magic-link', 'reset-password')),
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
  CHECK ((address IS NULL) = (address_key IS NULL))
) STRICT;

CREATE UNIQUE INDEX one_time_tokens_one_of_a_kind ON one_time_tokens (account_id, kind);
CREATE INDEX one_time_tokens_by_expiry ON one_time_tokens (expires_at);
