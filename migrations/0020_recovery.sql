-- What recovery links, merging of accounts, a change of address by an operator and invitations need.

-- User handle that a passkey was made under, once it has moved to another account; NULL: its account's id.
ALTER TABLE passkeys ADD COLUMN user_handle TEXT;

-- Recovery link that asked for a registration, in place of a session.
ALTER TABLE webauthn_challenges ADD COLUMN token_id TEXT;

-- Address that an account had until an operator changed it: its mailbox may take it back.
--
--   open --undone--> spent; void once expires_at has passed
CREATE TABLE former_addresses (
  id         TEXT    NOT NULL PRIMARY KEY, -- SHA-256 of the mailed token
  account_id TEXT    NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  email      TEXT    NOT NULL,
  email_key  TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,             -- 7 days after created_at
  spent_by   TEXT,
  press      TEXT,                         -- MAC of the button's press that spent it: see 0016
  pressed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX former_addresses_by_account ON former_addresses (account_id, email_key);
CREATE INDEX former_addresses_by_expiry ON former_addresses (expires_at);

-- An open invitation is found by its address too, by a provider that vouches for it.
CREATE INDEX invitations_by_address ON invitations (email_key) WHERE spent_by IS NULL;

-- An event is not changed, except that a merge moves it to the account that is left, which the merge's own event names.
DROP TRIGGER events_are_not_changed;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
WHEN NOT (
  EXISTS (SELECT 1 FROM events AS merge
          WHERE merge.about = NEW.account_id AND merge.kind = 'merged' AND merge.detail = OLD.account_id)
  AND NEW.rowid = OLD.rowid AND NEW.id = OLD.id AND NEW.kind = OLD.kind AND NEW.at = OLD.at
  AND NEW.detail IS OLD.detail AND NEW.session_id IS OLD.session_id AND NEW.platform IS OLD.platform
  AND NEW.place IS OLD.place AND NEW.address IS OLD.address AND NEW.about IS OLD.about AND NEW.actor IS OLD.actor
  AND NEW.actor_role IS OLD.actor_role AND NEW.reason IS OLD.reason AND NEW.note IS OLD.note)
BEGIN
  SELECT RAISE(ABORT, 'an event is not changed');
END;

UPDATE schema_version SET version = 20;
