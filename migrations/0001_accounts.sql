-- A person. An e-mail address or a username may come later; both keys are what is compared:
-- the address with its local part in lower case and its domain as an A-label, the username in lower case.
-- A username never holds an "@", so the two keys never meet.
CREATE TABLE accounts (
  id                TEXT    NOT NULL PRIMARY KEY, -- UUID, never given out twice
  email             TEXT,                         -- as the person typed it
  email_key         TEXT    UNIQUE,
  email_verified_at INTEGER,                      -- unix seconds; NULL until the mailbox is proven
  username          TEXT,
  username_key      TEXT    UNIQUE,
  name              TEXT,
  image             TEXT,
  made_by           TEXT    NOT NULL DEFAULT '',  -- what the client that made it called itself
  made_from         TEXT,                         -- where that client was, as the network told it
  created_at        INTEGER NOT NULL,             -- unix seconds, like every time in this database
  CHECK ((email IS NULL) = (email_key IS NULL)),
  CHECK (email IS NOT NULL OR email_verified_at IS NULL),
  CHECK ((username IS NULL) = (username_key IS NULL))
) STRICT;
