import { type AuditRow, CHECKS, type Check, type CheckName, type Remedy } from '../model/index.ts';
import type { RecordedNeeds, RecordedRights } from './basis.ts';

/** A past call, as it was decided then. */
export interface Explanation {
  outcome: 'allowed' | 'denied';
  code: string | null;
  /** The detail sent to the caller; empty for an allowed call. */
  said: string;
  remedy: Remedy | null;
  method: string;
  operation: string | null;
  checks: Check[];
  needs: RecordedNeeds | null;
  held: RecordedRights | null;
}

/** The fields that `apiCalled` stores. Rows of an earlier version have fewer. */
interface Kept {
  method?: string;
  operation?: string | null;
  token?: string;
  failed?: CheckName[];
  passed?: CheckName[];
  said?: string;
  saidOf?: Partial<Record<CheckName, string>>;
  remedy?: Remedy;
  needs?: RecordedNeeds;
  held?: RecordedRights;
}

/**
 * Returns the explanation of a row, or `null` for a row that is not about a call. Reads only the row, because
 * everything else may have changed since.
 */
export function explanationOf(row: AuditRow): Explanation | null {
  if (row.kind !== 'api.called') return null;
  const kept = row.detail as Kept;
  return {
    outcome: row.outcome,
    code: row.outcome === 'denied' ? row.code : null,
    said: kept.said ?? '',
    remedy: kept.remedy ?? null,
    method: kept.method ?? '',
    operation: kept.operation ?? null,
    checks: CHECKS.map((check) => checkOf(check, row, kept)),
    needs: kept.needs ?? null,
    held: kept.held ?? null,
  };
}

function checkOf(check: CheckName, { outcome }: AuditRow, kept: Kept): Check {
  if (outcome === 'allowed') {
    // A call without a token to an open operation went through no check but this one.
    const made = kept.token !== undefined || check === 'operation';
    return { check, outcome: made ? 'passed' : 'skipped' };
  }
  if (kept.failed?.includes(check)) {
    const detail = kept.saidOf?.[check] ?? kept.said;
    return { check, outcome: 'failed', ...(detail === undefined ? {} : { detail }) };
  }
  return { check, outcome: kept.passed?.includes(check) ? 'passed' : 'skipped' };
}
