-- What happened to an account that its person may want to know of. Never a secret, and never an e-mail address.
--
--   (none) --it happens--> kept --older than event_retention.kept_since, or its account is deleted--> (none)
--
-- A row is never changed. It is written in the batch that does what it tells of, so there is one if, and only if,
-- that happened; what was refused is written after the answer.
CREATE TABLE events (
  id         TEXT    NOT NULL PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))), -- a name to page by, no secret
  account_id TEXT    REFERENCES accounts (id) ON DELETE CASCADE, -- NULL: of an account that is deleted
  session_id TEXT,                                               -- the session that did it, or that it opened
  kind       TEXT    NOT NULL,                                   -- see domain::event
  detail     TEXT,                                               -- by which method, of which provider, which device
  platform   TEXT,                                               -- what the client called itself
  place      TEXT,                                               -- where the request came from, as the network told it
  address    TEXT,                                               -- IP address
  at         INTEGER NOT NULL
) STRICT;

-- Its rows are in the order of rowid, which is the order of what happened.
CREATE INDEX events_by_account ON events (account_id);

-- One row: events before this moment may be removed. It only moves forward.
CREATE TABLE event_retention (
  only       INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  kept_since INTEGER NOT NULL
) STRICT;

INSERT INTO event_retention (only, kept_since) VALUES (1, 0);

CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'an event is not changed');
END;

-- When an account is deleted its row is gone by the time its events follow.
CREATE TRIGGER events_stay BEFORE DELETE ON events
WHEN OLD.at >= (SELECT kept_since FROM event_retention)
  AND (OLD.account_id IS NULL OR EXISTS (SELECT 1 FROM accounts WHERE id = OLD.account_id))
BEGIN
  SELECT RAISE(ABORT, 'an event stays');
END;

CREATE TRIGGER retention_moves_forward BEFORE UPDATE ON event_retention
WHEN NEW.kept_since < OLD.kept_since
BEGIN
  SELECT RAISE(ABORT, 'the retention of events moves forward');
END;

CREATE TRIGGER retention_stays BEFORE DELETE ON event_retention
BEGIN
  SELECT RAISE(ABORT, 'the retention of events stays');
END;

-- One row: the number of the newest migration. Each migration from this one on sets it.
CREATE TABLE schema_version (
  only    INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  version INTEGER NOT NULL
) STRICT;

INSERT INTO schema_version (only, version) VALUES (1, 11);
