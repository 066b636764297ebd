// Population: many people with all their rows, written straight to D1.

/** Rows of each table for person `n` of a population. Times are unix seconds; `:now` and `:later` are filled in. */
const ROWS = {
  accounts: ["id, email, email_key, created_at", "'person-' || n, n || '@people.test', n || '@people.test', :now"],
  passwords: ["account_id, id, hash, pepper_version, changed_at", "'person-' || n, 'person-password-' || n, '$argon2id$', 1, :now"],
  sessions: [
    "id, account_id, method, platform, created_at, authenticated_at, last_used_at, ends_at, refresh_seed, refresh_generation",
    "'person-session-' || n, 'person-' || n, 'password', 'A browser', :now, :now, :now, :later, 'person-seed-' || n, 1",
  ],
  refresh_tokens: ["token_hash, session_id, created_at", "'person-token-' || n, 'person-session-' || n, :now"],
  attempts: ["subject, count, resets_at", "'account:person-' || n, 1, :later"],
  one_time_tokens: [
    "id, kind, account_id, mailed_to_key, created_at, expires_at",
    "'person-mailed-' || n, 'verify-email', 'person-' || n, n || '@people.test', :now, :later",
  ],
  authorizations: [
    "id, kind, state, secret_hash, account_id, label, created_at, expires_at",
    "'person-login-' || n, 'login', 'pending', 'person-secret-' || n, 'person-' || n, 'A phone', :now, :later",
  ],
  totp: ["account_id, secret, enabled_at, created_at", "'person-' || n, 'sealed', :now, :now"],
  passkeys: [
    "id, credential_id, account_id, public_key, sign_count, backup_eligible, backed_up, name, created_at",
    "'person-passkey-' || n, 'person-credential-' || n, 'person-' || n, 'key', 0, 0, 0, 'A key', :now",
  ],
  events: ["kind, at, account_id, platform", "'sign-up', :now, 'person-' || n, 'A browser'"],
  identities: ["id, provider, subject, account_id, created_at", "'person-identity-' || n, 'github', 'person-' || n, 'person-' || n, :now"],
};

const CHUNK = 50_000;
const DAY = 86_400;

/** Adds this many people, none of whom has expired rows. */
export async function addPopulation(d1, people) {
  const now = Math.floor(Date.now() / 1000);
  for (let first = 1; first <= people; first += CHUNK) {
    const last = Math.min(first + CHUNK - 1, people);
    const numbers = `WITH RECURSIVE numbers (n) AS (SELECT ${first} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${last})`;
    for (const [table, [columns, values]] of Object.entries(ROWS)) {
      const filled = values.replaceAll(":now", now).replaceAll(":later", now + DAY);
      await d1.prepare(`INSERT INTO ${table} (${columns}) ${numbers} SELECT ${filled} FROM numbers`).run();
    }
  }
}

/** Adds this many expired counters. */
export async function addLitter(d1, counters) {
  const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${counters})`;
  await d1.prepare(`INSERT INTO attempts (subject, count, resets_at) ${numbers} SELECT 'litter:' || n, 1, 1 FROM numbers`).run();
}
