-- Failed attempts at a secret, by whom they are counted against. An attempt is reserved before the secret is
-- looked at and released on success, so what stays are failures, and parallel attempts cannot outrun the limit.
CREATE TABLE attempts (
  subject   TEXT    NOT NULL PRIMARY KEY, -- what is counted, and against whom: see store::attempts
  count     INTEGER NOT NULL,
  resets_at INTEGER NOT NULL
) STRICT;

CREATE INDEX attempts_by_reset ON attempts (resets_at);
