// Lists of the operators' API, as commands show them.

const DEFAULT_LIMIT = 20;

/** Sentence about a `--limit` that does not fit; null if it fits. */
export const misfitOfLimit = ({ limit }) => (limit === undefined || /^[1-9]\d{0,5}$/.test(limit) ? null : "--limit is a number from 1 on.");

/**
 * First entries of a list, 20 unless `limit` says otherwise.
 * @param name of the list: the member that holds it, and its path unless `path` says otherwise
 * @param summary line of the table for an entry
 */
export async function listOf(api, name, { limit = DEFAULT_LIMIT, path = `/${name}`, ...query }, summary) {
  const { entries, isWhole } = await api.list(path, name, { query, limit: Number(limit) });
  return { result: { [name]: entries }, rows: entries.map(summary), warning: isWhole ? null : "There are more: --limit shows them." };
}
