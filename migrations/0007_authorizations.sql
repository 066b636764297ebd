-- A client that waits for a person's approval: a login to be approved from the mailbox, or a device to be paired from
-- a signed-in session. Both go one way:
--
--   pending --approve--> approved --collect--> collected
--      \------refuse----> refused
--
-- Anything but collected is void once expires_at has passed, and an approved pairing once its approver's session is
-- gone. The client polls with one secret (auth_id); the person acts with another (a mailed token, a shown code).
CREATE TABLE authorizations (
  id                  TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the auth_id
  kind                TEXT    NOT NULL CHECK (kind IN ('login', 'pairing')),
  state               TEXT    NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'collected')),
  secret_hash         TEXT    NOT NULL,             -- login: SHA-256 of the mailed token; pairing: keyed hash of the code
  account_id          TEXT    REFERENCES accounts (id) ON DELETE CASCADE, -- login: whose (NULL: nobody's, never approved); pairing: the first who looked
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
  collected_by        TEXT                          -- the one session that was opened
) STRICT;

-- No two codes, or mailed tokens, are alive together.
CREATE UNIQUE INDEX authorizations_by_secret ON authorizations (secret_hash);
CREATE INDEX authorizations_by_account ON authorizations (account_id);
CREATE INDEX authorizations_by_expiry ON authorizations (expires_at);
