// Inspection of D1 and KV: table names, a full dump, and inserts made to fail.

/** The project's own tables. */
export async function tableNames(d1) {
  const { results } = await d1
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
    .all();
  return results.map((row) => row.name);
}

/** Rows of one table. */
export async function rows(d1, table) {
  return (await d1.prepare(`SELECT * FROM "${table}"`).all()).results;
}

/** Rows of every table except those in `without`: {table: [row, …]}. */
export async function dump(d1, { without = [] } = {}) {
  const tables = (await tableNames(d1)).filter((name) => !without.includes(name));
  return Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await rows(d1, table)])));
}

/**
 * Content of D1 and KV as one text to search, except the mails of the development mailbox. Blobs appear as hex, base64
 * and plain text.
 */
export async function storedText({ d1, kv }) {
  const spell = (_, value) => {
    const bytes = asBytes(value);
    return bytes ? [bytes.toString("hex"), bytes.toString("base64"), bytes.toString("base64url"), bytes.toString("latin1")] : value;
  };
  const pairs = [];
  const keys = (await kv.list()).keys.filter(({ name }) => !name.startsWith("mailbox:"));
  for (const { name, metadata } of keys) pairs.push([name, metadata, await kv.get(name)]);
  return JSON.stringify([await dump(d1), pairs], spell);
}

// D1 returns a blob as an array of byte values.
function asBytes(value) {
  const isBlob = Array.isArray(value) && value.length > 0 && value.every((one) => Number.isInteger(one) && one >= 0 && one < 256);
  return isBlob ? Buffer.from(value) : null;
}

/** Rows of all tables with one of these values in a column. */
export async function rowsWith(d1, values) {
  const found = [];
  for (const [table, list] of Object.entries(await dump(d1))) {
    for (const row of list) {
      const text = JSON.stringify(row).toLowerCase();
      if (values.some((value) => text.includes(String(value).toLowerCase()))) found.push({ table, row });
    }
  }
  return found;
}

/** Makes every insert into the table abort while `work` runs. */
export async function withAbortedInserts(d1, table, work) {
  await d1.prepare(`CREATE TRIGGER boom BEFORE INSERT ON "${table}" BEGIN SELECT RAISE(ABORT, 'boom'); END`).run();
  try {
    return await work();
  } finally {
    await d1.prepare("DROP TRIGGER boom").run();
  }
}

/** Hides the table while `work` runs. */
export async function withoutTable(d1, table, work) {
  await d1.prepare(`ALTER TABLE "${table}" RENAME TO hidden_${table}`).run();
  try {
    return await work();
  } finally {
    await d1.prepare(`ALTER TABLE hidden_${table} RENAME TO "${table}"`).run();
  }
}

/** Repeats a check until it holds, for up to five seconds; for background work after the answer. */
export async function eventually(check) {
  const end = Date.now() + 5000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
