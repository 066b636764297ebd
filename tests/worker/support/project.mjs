// Parts of the project: the built entry that wrangler.toml names, and the migrations.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Top-level string of wrangler.toml, such as `main` or `compatibility_date`. */
function wranglerString(key) {
  const text = readFileSync(join(root, "wrangler.toml"), "utf8").split(/^\[/m)[0];
  const found = text.match(new RegExp(`^${key}\\s*=\\s*"([^"]+)"`, "m"));
  if (!found) throw new Error(`wrangler.toml has no top-level ${key}`);
  return found[1];
}

/** Top-level list of strings in wrangler.toml; empty if not set. */
function wranglerList(key) {
  const text = readFileSync(join(root, "wrangler.toml"), "utf8").split(/^\[/m)[0];
  const found = text.match(new RegExp(`^${key}\\s*=\\s*\\[([^\\]]*)\\]`, "m"));
  return found ? [...found[1].matchAll(/"([^"]+)"/g)].map((match) => match[1]) : [];
}

/** Built worker, as wrangler would serve it. */
export function builtWorker() {
  return {
    main: join(root, wranglerString("main")),
    compatibilityDate: wranglerString("compatibility_date"),
    compatibilityFlags: wranglerList("compatibility_flags"),
  };
}

/** Statements of migrations/*.sql, in the order of the file names. */
export function migrationStatements() {
  const folder = join(root, "migrations");
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql")).sort();
  return files.flatMap((name) => splitStatements(readFileSync(join(folder, name), "utf8")));
}

/**
 * Splits SQL at the semicolons that end a statement: not those in strings, quoted names, comments, or the BEGIN … END
 * body of a trigger.
 */
export function splitStatements(sql) {
  const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[A-Za-z_]\w*|;|\s+|[\s\S]/g;
  const statements = [];
  let current = "";
  let depth = 0;
  for (const [part] of sql.matchAll(token)) {
    if (part.startsWith("--") || part.startsWith("/*")) continue;
    const word = part.toUpperCase();
    const inTrigger = /^\s*CREATE\s+(TEMP\w*\s+)?TRIGGER\b/i.test(current);
    if (inTrigger && (word === "BEGIN" || word === "CASE")) depth += 1;
    if (inTrigger && word === "END") depth -= 1;
    if (part === ";" && depth === 0) {
      statements.push(current.trim());
      current = "";
    } else {
      current += part;
    }
  }
  statements.push(current.trim());
  return statements.filter((statement) => statement !== "");
}
