-- Wrong guesses of the code beside a link, of this code alone; too many void the code and not the link. Those of its
-- mailbox are in attempts, which outlive the account.
ALTER TABLE one_time_tokens ADD COLUMN code_guesses INTEGER NOT NULL DEFAULT 0;

UPDATE schema_version SET version = 15;
