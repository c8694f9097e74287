import type { Api } from '../../api.ts';
import { protectedResources } from '../../config/addressing/protected-resource.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import type { AuditEvent, Instant, Operation } from '../../model/index.ts';
import { isWhole, literalOf, readTemplate, type TemplateSegment } from '../../openapi/matching/template.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';
import { changeTags } from '../../rules/change/outdated.ts';
import { METHOD_OVERRIDES } from '../identify/method-override.ts';
import type { AdmittedCall } from '../steps.ts';
import type { Reuse } from './claim.ts';

/** The longest time for which an API in another process may use an outcome before it asks again. */
const LONGEST = 5 * MINUTE;
/** The longest time for an API that cannot reach Latchkey and is configured to continue. */
const LONGEST_WITHOUT_US = 60 * MINUTE;

/** The segments of an operation's path that may have another value, each with the values that are excluded. */
export type Openings = (operation: Operation) => Record<number, string[]>;

/**
 * Returns for which other calls the decision about an admitted call holds, or `null` for none. There are none for a token
 * bound to a key, whose proof counts for one request (RFC 9449 section 11.1), and for calls without a token.
 */
export function reuseOf(api: Api, openings: Openings, call: AdmittedCall, row: AuditEvent): Reuse | null {
  const { acting } = call;
  if (!acting || acting.token.confirmation !== null) return null;
  const now = api.clock.now();
  const left = Math.min(
    secondsUntil(acting.token.expiresAt, now, LONGEST_WITHOUT_US),
    secondsUntil(acting.grant?.expiresAt ?? null, now, LONGEST_WITHOUT_US),
  );
  const turn = secondsUntil(nextTurn(api, now), now, LONGEST);
  const { at: _at, ip: _ip, requestId: _requestId, ...kept } = row;
  return {
    for: Math.min(left, turn),
    until: Math.min(left, secondsUntil(nextTurn(api, now), now, LONGEST_WITHOUT_US)),
    tags: changeTags(acting),
    // The whole path matters if the token was issued for a part of the API.
    open: isForPart(api, acting.token.audience) ? {} : openings(call.operation),
    ip: [acting.client?.settings.ipAllowlist, acting.grant?.ipAllowlist, acting.personal?.ipAllowlist].some(
      (allowlist) => allowlist != null,
    ),
    same: sameHeaders(api),
    without: [...METHOD_OVERRIDES],
    row: kept,
  };
}

/** Returns whole seconds, rounded down so that the SDK asks too early rather than too late. */
function secondsUntil(instant: Instant | null, now: Instant, most: number): number {
  return Math.floor(Math.min(instant === null ? most : instant - now, most) / SECOND);
}

/** Returns when a version of the API is next deprecated or retired, since outcomes change then. */
function nextTurn({ config }: Api, now: Instant): Instant | null {
  const turns = (config.versions?.known ?? [])
    .flatMap(({ deprecated, sunset }) => [deprecated, sunset])
    .filter((each) => each !== undefined && each > now);
  return turns.length === 0 ? null : Math.min(...turns.map(Number));
}

/** Returns the headers, besides the credentials, on which a decision depends. */
function sameHeaders({ config: { accountHeader, versions, languages } }: Api): string[] {
  return [
    ...(accountHeader === undefined ? [] : [accountHeader.toLowerCase()]),
    ...(versions ? [versions.header?.toLowerCase() ?? 'accept'] : []),
    ...(languages ? ['accept-language'] : []),
  ];
}

/**
 * Returns the path parameters on which no decision depends. A parameter that names a resource or an owner is fixed, and
 * so is one where another template has a parameter in a part of the segment. A value that another template has as a
 * literal there, in any letter case, is excluded: that path could be another operation, or none. Templates are searched
 * once per operation.
 */
export function openingsOf({ operations }: Pick<OperationTable, 'operations'>): Openings {
  const templates = operations.map(({ template }) => readTemplate(template));
  const known = new Map<Operation, Record<number, string[]>>();
  return (operation) => {
    const open = known.get(operation) ?? openSegments(templates, operation);
    known.set(operation, open);
    return open;
  };
}

function openSegments(
  templates: readonly TemplateSegment[][],
  operation: Operation,
): Record<number, string[]> {
  const deciding = new Set(operation.resources.map(({ parameter }) => parameter));
  if (typeof operation.owner === 'object' && operation.owner !== null)
    deciding.add(operation.owner.parameter);
  const open: Record<number, string[]> = {};
  for (const [index, segment] of readTemplate(operation.template).entries()) {
    const [name = ''] = segment.names;
    if (!isWhole(segment) || deciding.has(name)) continue;
    const beside = templates.flatMap((segments) => segments[index] ?? []).filter((each) => !isWhole(each));
    const literals = beside.flatMap((each) => literalOf(each) ?? []);
    if (literals.length < beside.length) continue;
    open[index] = [...new Set(literals.map((each) => each.toLowerCase()))];
  }
  return open;
}

/** Returns whether a token opens only some paths of the API (RFC 8707). */
function isForPart(api: Api, audience: readonly string[]): boolean {
  if (audience.length === 0) return false;
  const parts = protectedResources(api).filter(({ path }) => path !== '');
  return parts.some(({ identifier }) => audience.some((each) => each.replace(/\/$/, '') === identifier));
}
