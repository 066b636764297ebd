-- A sign-in by a provider whose person is new here, into an account with a second factor: the identity is the account's
-- only once the code was right. Until then it is kept beside the sign-in that waits; all NULL where nothing is to be linked.
ALTER TABLE second_factor_challenges ADD COLUMN identity_id        TEXT; -- UUID that it will have
ALTER TABLE second_factor_challenges ADD COLUMN identity_provider  TEXT;
ALTER TABLE second_factor_challenges ADD COLUMN identity_subject   TEXT; -- the provider's stable id of the person
ALTER TABLE second_factor_challenges ADD COLUMN identity_email     TEXT; -- as the provider tells it
ALTER TABLE second_factor_challenges ADD COLUMN identity_email_key TEXT; -- must be the account's still, and proven

UPDATE schema_version SET version = 12;
