-- A signed-in client of an account. A session ends when its row is gone or ends_at has passed:
--
--   (none) --sign-in--> alive --sign-out, revocation, password change, refresh token reuse--> (none)
--                         \---- ends_at passes --------------------------------------------> over
CREATE TABLE sessions (
  id               TEXT    NOT NULL PRIMARY KEY, -- UUID; not a secret, it stands in the session token
  account_id       TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  method           TEXT    NOT NULL,             -- how it was opened: 'sign-up', 'password', 'magic-link', 'login', 'pairing'
  platform         TEXT    NOT NULL,             -- what the client calls itself
  place            TEXT,                         -- where the request came from, as the network tells it
  address          TEXT,                         -- IP address
  created_at       INTEGER NOT NULL,
  authenticated_at INTEGER NOT NULL,             -- when a credential was last shown
  last_used_at     INTEGER NOT NULL,             -- at most an hour behind
  ends_at          INTEGER NOT NULL              -- absolute end, 30 days after created_at
) STRICT;

CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (ends_at);
