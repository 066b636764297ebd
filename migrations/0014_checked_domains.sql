-- An address is stored with its domain in one spelling: that of its key, an A-label in lower case. A domain that was typed
-- in another one ("exam%70le.org" for "example.org", "bücher.example" for "xn--bcher-kva.example", "ACME.com" for
-- "acme.com") becomes it, so that what is mailed reaches the mailbox that the account is found by. The local part stays
-- as typed.
UPDATE accounts
SET email = substr(email, 1, instr(email, '@')) || substr(email_key, instr(email_key, '@') + 1)
WHERE substr(email, instr(email, '@') + 1) <> substr(email_key, instr(email_key, '@') + 1);

UPDATE one_time_tokens
SET address = substr(address, 1, instr(address, '@')) || substr(address_key, instr(address_key, '@') + 1)
WHERE substr(address, instr(address, '@') + 1) <> substr(address_key, instr(address_key, '@') + 1);

UPDATE second_factor_challenges
SET identity_email = substr(identity_email, 1, instr(identity_email, '@'))
  || substr(identity_email_key, instr(identity_email_key, '@') + 1)
WHERE substr(identity_email, instr(identity_email, '@') + 1) <> substr(identity_email_key, instr(identity_email_key, '@') + 1);

-- The address that a registration was given while another account had it: shown to its person, and found by nobody.
-- It becomes the account's once it is free and asked for, or gives way to one that is proven. It is spelled as `email` is, so its key
-- is itself in lower case.
ALTER TABLE accounts ADD COLUMN unattached_email TEXT;

UPDATE schema_version SET version = 14;
