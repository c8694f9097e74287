import type { Api } from '../../api.ts';
import type { DialectName } from '../../config/index.ts';

const counts = new WeakMap<Api, Map<DialectName, number>>();

/** Counts requests that needed a dialect, so that an API owner can see when nobody does any more. */
export function countDialects(api: Api, names: readonly DialectName[]): void {
  if (names.length === 0) return;
  const usage = counts.get(api) ?? new Map<DialectName, number>();
  counts.set(api, usage);
  for (const name of names) usage.set(name, (usage.get(name) ?? 0) + 1);
}

/** Requests per dialect since this process started. */
export function dialectUsage(api: Api): ReadonlyMap<DialectName, number> {
  return counts.get(api) ?? new Map();
}
