// Crowd: many people with all their rows, written straight to D1.

/** Rows of each table for person `n` of a crowd. Times are unix seconds; `:now` and `:later` are filled in. */
const ROWS = {
  accounts: ["id, email, email_key, created_at", "'crowd-' || n, n || '@crowd.test', n || '@crowd.test', :now"],
  passwords: ["account_id, id, hash, pepper_version, changed_at", "'crowd-' || n, 'crowd-password-' || n, '$argon2id$', 1, :now"],
  sessions: [
    "id, account_id, method, platform, created_at, authenticated_at, last_used_at, ends_at, refresh_seed, refresh_generation",
    "'crowd-session-' || n, 'crowd-' || n, 'password', 'A browser', :now, :now, :now, :later, 'crowd-seed-' || n, 1",
  ],
  refresh_tokens: ["token_hash, session_id, created_at", "'crowd-token-' || n, 'crowd-session-' || n, :now"],
  attempts: ["subject, count, resets_at", "'account:crowd-' || n, 1, :later"],
  one_time_tokens: [
    "id, kind, account_id, mailed_to_key, created_at, expires_at",
    "'crowd-mailed-' || n, 'verify-email', 'crowd-' || n, n || '@crowd.test', :now, :later",
  ],
  authorizations: [
    "id, kind, state, secret_hash, account_id, label, created_at, expires_at",
    "'crowd-login-' || n, 'login', 'pending', 'crowd-secret-' || n, 'crowd-' || n, 'A phone', :now, :later",
  ],
  totp: ["account_id, secret, enabled_at, created_at", "'crowd-' || n, 'sealed', :now, :now"],
  passkeys: [
    "id, credential_id, account_id, public_key, sign_count, backup_eligible, backed_up, name, created_at",
    "'crowd-passkey-' || n, 'crowd-credential-' || n, 'crowd-' || n, 'key', 0, 0, 0, 'A key', :now",
  ],
  identities: ["id, provider, subject, account_id, created_at", "'crowd-identity-' || n, 'github', 'crowd-' || n, 'crowd-' || n, :now"],
};

const CHUNK = 50_000;
const DAY = 86_400;

/** Adds this many people, none of whom has expired rows. */
export async function addCrowd(d1, people) {
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
