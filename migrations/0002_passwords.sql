-- At most one password an account. The hash is a PHC string (Argon2id) made with a pepper;
-- pepper_version names the DATA_SECRET the pepper came from, so that it can be re-made under a newer one.
CREATE TABLE passwords (
  account_id     TEXT    NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  id             TEXT    NOT NULL UNIQUE,      -- UUID of this password: another password, another id; a re-made hash keeps it
  hash           TEXT    NOT NULL,
  pepper_version INTEGER NOT NULL,
  changed_at     INTEGER NOT NULL
) STRICT;
