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

/** The values that are noted of each stretch that is complete, and where its rows have them. */
const NOTED = {
  userId: 'user_id',
  kind: 'kind',
  outcome: 'outcome',
  code: 'code',
  operation: "CASE WHEN kind = 'api.called' THEN json_extract(detail, '$.operation') END",
  apiVersion: "CASE WHEN kind = 'api.called' THEN json_extract(detail, '$.version') END",
} as const;

type AuditNoted = keyof typeof NOTED;
const AUDIT_NOTED = Object.keys(NOTED) as AuditNoted[];

/** The filters by which a search can pass a stretch. */
export type AuditHint = AuditAnchor | AuditNoted;
export const AUDIT_HINTS: readonly AuditHint[] = [...AUDIT_ANCHORS, ...AUDIT_NOTED];

/** Selects the id through which the log is noted: its newest stretch may be so in part. */
export const notedThrough = `
SELECT max(CAST(value AS bigint)) FROM audit_stretches
WHERE stretch = (SELECT max(stretch) FROM audit_stretches) AND field = 'through'`;

export const noteRows = `
INSERT INTO audit_stretches (stretch, field, value)
SELECT DISTINCT :stretch, field, value FROM (${AUDIT_NOTED.map(
  (name) => `SELECT '${name}' AS field, ${NOTED[name]} AS value FROM audit WHERE id BETWEEN :first AND :last`,
).join('\nUNION ALL ')}
UNION ALL SELECT 'through', :last) AS noted WHERE value IS NOT NULL
ON CONFLICT DO NOTHING`;

/** Removes the oldest stretch if no row of it is left. */
export const forgetStretch = `
DELETE FROM audit_stretches WHERE stretch = (SELECT min(stretch) FROM audit_stretches) AND stretch < :oldest`;

/**
 * Selects the first stretch that may have a value: `:at`, or one of the `:left` behind it in steps of `:step`. Those behind
 * `:noted` may have any.
 */
export function stretchWith(hint: AuditHint, stretch: number): string {
  const there =
    hint in ANCHORS
      ? `EXISTS (SELECT 1 FROM audit WHERE id / ${stretch} = way.stretch AND ${ANCHORS[hint as AuditAnchor]})`
      : `(way.stretch > :noted OR EXISTS (
  SELECT 1 FROM audit_stretches a WHERE a.stretch = way.stretch AND a.field = '${hint}' AND a.value = :${hint}))`;
  return `
WITH RECURSIVE way(stretch, left) AS (SELECT :at, :left UNION ALL SELECT stretch + :step, left - 1 FROM way WHERE left > 0)
SELECT stretch FROM way WHERE ${there} LIMIT 1`;
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
