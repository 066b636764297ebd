-- Strength of a sign-in, as the authenticator assurance level that it resembles:
--   1  one factor, or a device that was paired
--   2  two factors, a passkey that verified its person, or the code that switched the second factor on
ALTER TABLE sessions ADD COLUMN aal INTEGER NOT NULL DEFAULT 1 CHECK (aal IN (1, 2));
-- The same of an approval, for the session that collects it.
ALTER TABLE authorizations ADD COLUMN aal INTEGER NOT NULL DEFAULT 1 CHECK (aal IN (1, 2));

-- Refresh tokens are computed from here on. A token names its session and a generation; only the newest generation of a
-- session is stored:
--
--   g --g is presented--> g + 1
--     \--g - 1 is presented within 24 hours of refresh_turned_at--> g, which is answered again
--     \--g - 1 is presented later, or an older one--> the session ends (RFC 9700 section 4.14.2)
--
-- Tokens of refresh_tokens count as generation 0: the live one of a session, and the one before it.
ALTER TABLE sessions ADD COLUMN refresh_seed        TEXT;    -- 256 random bits in base64url; NULL: takes no computed token
ALTER TABLE sessions ADD COLUMN refresh_generation  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN refresh_turned_at   INTEGER; -- when the newest generation was first given out
ALTER TABLE sessions ADD COLUMN refresh_key_version INTEGER; -- oldest version of DATA_SECRET whose tokens are good

UPDATE schema_version SET version = 13;
