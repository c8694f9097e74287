import type { Check, CheckName } from '../model/index.ts';

/** The order in which checks are made and shown. */
export const ORDER: readonly CheckName[] = [
  'operation',
  'token',
  'audience',
  'domain',
  'connection',
  'scope',
  'role',
  'resource',
  'ip',
  'limit',
];

/** Every check of a decision in order: those that passed, those that failed and why, and the rest as skipped. */
export function checksOf(
  passed: readonly CheckName[],
  failed: Partial<Record<CheckName, string>> = {},
): Check[] {
  return ORDER.map((check) => {
    const detail = failed[check];
    if (detail !== undefined) return { check, outcome: 'failed', detail };
    return { check, outcome: passed.includes(check) ? 'passed' : 'skipped' };
  });
}
