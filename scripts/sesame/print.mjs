// Output of a command: a table for people, JSON for programs.

/** Text without control characters, some of which command a terminal. */
export const printable = (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, "\u{fffd}");

const shown = (value) => (value === null || value === undefined ? "–" : printable(Array.isArray(value) ? value.join(", ") : String(value)));

/**
 * Prints rows under their names, or the whole result as JSON.
 * @param rows objects with the same members
 */
export function print(rows, { asJson, whole }) {
  if (asJson) return console.log(JSON.stringify(whole));
  if (rows.length === 0) return console.log("None.");
  const names = Object.keys(rows[0]);
  const lines = [names, ...rows.map((row) => names.map((name) => shown(row[name])))];
  const widths = names.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
  for (const line of lines) console.log(line.map((cell, at) => cell.padEnd(widths[at])).join("  ").trimEnd());
}
