import type { Api } from '../../api.ts';
import type { DialectName } from '../../config/index.ts';

/** Counts requests that used a dialect, so that an API owner can see when no client needs it any more. */
export function countDialects(
  { runtime: { dialectUsage } }: Pick<Api, 'runtime'>,
  names: readonly DialectName[],
): void {
  for (const name of names) dialectUsage.set(name, (dialectUsage.get(name) ?? 0) + 1);
}
