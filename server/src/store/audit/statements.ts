import { audit, changeRow } from './rows.ts';

export const insertAudit = audit.insert;

/** The indexes that a search may scan: it uses the one that reaches furthest back with as many rows. */
const ANCHORS = {
  connectedAccountId: 'connected_account_id = :connectedAccountId',
  /** The account that a refused call asked for; its row has no account, or another. */
  askedAccount:
    "kind = 'api.called' AND outcome = 'denied' AND json_extract(detail, '$.account') = :askedAccount",
  clientId: 'client_id = :clientId',
  tenantId: 'tenant_id = :tenantId',
} as const;

const RANGE = {
  before: 'id < :before',
  after: 'id > :after',
  /** The time range of `since` and `until` as ids; see `firstRowFrom`. */
  first: 'id >= :first',
  last: 'id <= :last',
} as const;

const FILTERS = {
  ...ANCHORS,
  userId: 'user_id = :userId',
  kind: 'kind = :kind',
  exceptKind: 'kind <> :exceptKind',
  outcome: 'outcome = :outcome',
  code: 'code = :code',
  operation: "kind = 'api.called' AND json_extract(detail, '$.operation') = :operation",
  apiVersion: "kind = 'api.called' AND json_extract(detail, '$.version') = :apiVersion",
  since: 'at >= :since',
  until: 'at < :until',
} as const;

export type AuditAnchor = keyof typeof ANCHORS;
export type AuditFilter = keyof typeof FILTERS | keyof typeof RANGE;
export const AUDIT_ANCHORS = Object.keys(ANCHORS) as AuditAnchor[];
/** The bounds of a slice. */
export const AUDIT_RANGE = Object.keys(RANGE) as AuditFilter[];
export const AUDIT_FILTERS = Object.keys({ ...FILTERS, ...RANGE }) as AuditFilter[];

/**
 * Selects a bounded number of rows along one index or, without one, along the ids.
 *
 * @param stretch the rows that an index has together; `null`: all, see `Database.stretch`
 */
function slice(
  columns: string,
  anchor: AuditAnchor | null,
  filters: readonly AuditFilter[],
  stretch: number | null,
): string {
  const ofStretch = stretch === null ? [] : [`id / ${stretch} = :stretch`];
  const along = anchor === null ? [] : [...ofStretch, ANCHORS[anchor]];
  const where = [
    ...along,
    ...filters.flatMap((name) => (name in RANGE ? [RANGE[name as keyof typeof RANGE]] : [])),
  ];
  return `
SELECT ${columns} FROM audit ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
ORDER BY id ${direction(filters)} LIMIT :slice`;
}

function direction(filters: readonly AuditFilter[]): 'ASC' | 'DESC' {
  return filters.includes('after') ? 'ASC' : 'DESC';
}

/** Returns the number of rows in a slice, and its first and last id. */
export function sliceEnds(
  anchor: AuditAnchor | null,
  filters: readonly AuditFilter[],
  stretch: number | null,
): string {
  return `SELECT count(*), min(id), max(id) FROM (${slice('id', anchor, filters, stretch)}) AS slice`;
}

/** Selects the first stretch in which an index has something: `:at`, or one of the `:left` behind it in steps of `:step`. */
export function stretchWith(anchor: AuditAnchor, stretch: number): string {
  return `
WITH RECURSIVE way(stretch, left) AS (SELECT :at, :left UNION ALL SELECT stretch + :step, left - 1 FROM way WHERE left > 0)
SELECT stretch FROM way WHERE EXISTS (SELECT 1 FROM audit WHERE id / ${stretch} = stretch AND ${ANCHORS[anchor]}) LIMIT 1`;
}

/** Selects the rows of a slice that pass all filters. */
export function auditTrail(
  anchor: AuditAnchor | null,
  filters: readonly AuditFilter[],
  stretch: number | null,
): string {
  const columns = `id, ${audit.columns()}`;
  const where = filters
    .filter((name) => name !== anchor)
    .flatMap((name) => (name in FILTERS ? [FILTERS[name as keyof typeof FILTERS]] : []));
  return `
SELECT ${columns} FROM (${slice(columns, anchor, filters, stretch)}) AS slice
${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY id ${direction(filters)} LIMIT :limit`;
}

export const newestRow = `SELECT id, at FROM audit ORDER BY id DESC LIMIT 1`;
/** Selects the row at an id, or the next one. */
export const rowFrom = `SELECT id, at FROM audit WHERE id >= :id ORDER BY id LIMIT 1`;

export const auditAfter = `
SELECT id, ${audit.columns()} FROM audit WHERE id > :id AND id <= :through ORDER BY id LIMIT :limit`;

export const changesAfter = `
SELECT id, ${audit.columns()} FROM audit
WHERE id > :id AND id <= :through AND kind <> 'api.called' ORDER BY id LIMIT :limit`;

/** The same, without what only a reader of the log needs. */
export const reachAfter = `
SELECT ${changeRow.columns()} FROM audit WHERE id > :id AND id <= :through AND kind <> 'api.called' ORDER BY id`;
