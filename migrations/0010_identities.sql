-- Who an account is at other providers. The key is the provider and its stable id, never an address.
CREATE TABLE identities (
  id         TEXT    NOT NULL PRIMARY KEY, -- UUID
  provider   TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  email      TEXT,                         -- as the provider tells it, for the person to recognise
  created_at INTEGER NOT NULL,
  UNIQUE (provider, subject)
) STRICT;

CREATE INDEX identities_by_account ON identities (account_id);

-- A browser that was sent to a provider and has not come back (RFC 9700 section 4.7).
--
--   open --the browser comes back--> spent
CREATE TABLE oauth_states (
  id              TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the state
  provider        TEXT    NOT NULL,
  browser         TEXT    NOT NULL,             -- SHA-256 of the cookie that binds it to one browser
  redirect_url    TEXT,
  link_account_id TEXT    REFERENCES accounts (id) ON DELETE CASCADE, -- whom a signed-in person links an identity to
  link_session_id TEXT,
  expires_at      INTEGER NOT NULL,
  spent_by        TEXT
) STRICT;

CREATE INDEX oauth_states_by_account ON oauth_states (link_account_id);
CREATE INDEX oauth_states_by_expiry ON oauth_states (expires_at);
