-- What the first proof of an address removed because somebody else may have set it, and when: the owner is told so on
-- the account page. JSON: {"password","second_factor","passkeys","identities","sessions"}.
ALTER TABLE accounts ADD COLUMN removed_setup    TEXT;
ALTER TABLE accounts ADD COLUMN setup_removed_at INTEGER;

-- The press of a page's button that spent a row, as a MAC under the browser's press cookie, and when: the same press
-- again, within seconds, is answered like the first. NULL for what no page spent.
ALTER TABLE accounts                 ADD COLUMN press TEXT; -- of the sign-up form; pressed at created_at
ALTER TABLE one_time_tokens          ADD COLUMN press TEXT;
ALTER TABLE one_time_tokens          ADD COLUMN pressed_at INTEGER;
ALTER TABLE authorizations           ADD COLUMN press TEXT;
ALTER TABLE authorizations           ADD COLUMN pressed_at INTEGER;
ALTER TABLE second_factor_challenges ADD COLUMN press TEXT;
ALTER TABLE second_factor_challenges ADD COLUMN pressed_at INTEGER;

UPDATE schema_version SET version = 16;
