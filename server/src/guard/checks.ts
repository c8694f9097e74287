import { CHECKS, type Check, type CheckName } from '../model/index.ts';

/** Every check of a decision in order: those that passed, those that failed and why, and the rest as skipped. */
export function checksOf(
  passed: readonly CheckName[],
  failed: Partial<Record<CheckName, string>> = {},
): Check[] {
  return CHECKS.map((check) => {
    const detail = failed[check];
    if (detail !== undefined) return { check, outcome: 'failed', detail };
    return { check, outcome: passed.includes(check) ? 'passed' : 'skipped' };
  });
}
