import { isIP } from 'node:net';
import { z } from 'zod';
import { IDENTITY_TYPE } from '../../../../wire/names.ts';
import { REUSED, type Report } from '../../../../wire/report.ts';
import type { Api } from '../../api.ts';
import type { Leases } from '../../guard/reuse/leases.ts';
import { type Answer, json, NO_STORE, problem } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { DAY, MINUTE, SECOND } from '../../lib/clock.ts';
import { parseJson } from '../../lib/kept-text.ts';
import {
  type AuditEvent,
  ClientId,
  ConnectedAccountId,
  GrantId,
  TenantId,
  UserId,
} from '../../model/index.ts';
import { readOwnJwt } from '../../tokens/own-jwt.ts';
import { type InternalApi, type InternalEndpoint, only, withGuardKey } from './endpoint.ts';

const LARGEST = 4 * 1024 * 1024;
/** The accepted difference between this clock and that of the API's machine. */
const SKEW = 5 * MINUTE;
/** As long as a replaced signing key stays published, since the decisions are verified with it. */
export const OLDEST = 2 * DAY;

const call = z.tuple([
  /** Index of the decision that allowed the call. */
  z.int().nonnegative(),
  z.int(),
  z.string().refine((ip) => ip === '' || isIP(ip) !== 0),
  z.string().regex(/^req_[0-9a-f]{24}$/),
  z.enum(REUSED),
]);

/** A report of calls that were allowed by signed decisions, and of unused leases. */
const batch = z.strictObject({
  batch: z.uuid(),
  decisions: z.array(z.string().max(16_384)).max(1_000),
  calls: z.array(call).max(1_000),
  unused: z.array(z.tuple([z.uuid(), z.int().positive()])).max(1_000),
}) satisfies z.ZodType<Report>;

type ReportedCall = z.output<typeof call>;

/** The claims of a decision that its audit row needs, as `reuse.ts` made them. */
const decided = z.object({
  aud: z.string(),
  iat: z.number(),
  reuse: z.object({
    until: z.number(),
    row: z.object({
      kind: z.literal('api.called'),
      tenantId: z.string().transform(TenantId).nullable(),
      userId: z.string().transform(UserId).nullable(),
      clientId: z.string().transform(ClientId).nullable(),
      connectedAccountId: z.string().transform(ConnectedAccountId).nullable(),
      grantId: z.string().transform(GrantId).nullable(),
      mode: z.enum(['live', 'sandbox']).nullable(),
      outcome: z.literal('allowed'),
      code: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()),
    }),
  }),
});

type Decided = z.output<typeof decided>;

/**
 * `POST /.latchkey/<api>/calls`: records calls that an API in another process allowed by itself. Each names
 * the decision that allowed it, as Latchkey signed it, and its audit row is made from that: an API can report
 * only calls that were allowed. A batch is recorded once, even if it is sent several times. Invalid calls are
 * left out and counted, so that one does not block the others.
 */
export const calls: InternalEndpoint<Pick<InternalApi, 'api' | 'sdks'>> = {
  path: 'calls',
  answer: withGuardKey(only(['POST'], ({ api, sdks }, request) => report(api, sdks.leases, request))),
};

async function report(api: Api, leases: Leases, request: Inbound): Promise<Answer> {
  const body = await request.body(LARGEST);
  if (!body.ok)
    return problem({
      status: 413,
      code: 'invalid_request',
      title: 'Content Too Large',
      detail: 'Send smaller batches.',
    });
  const read = batch.safeParse(parsed(body.value));
  if (!read.success) {
    return problem({ status: 400, code: 'invalid_request', detail: 'The body is no batch of calls.' });
  }
  const { calls, unused } = read.data;
  const decisions = read.data.decisions.map((identity) => decisionIn(api, identity));
  const events = calls.map((each) => eventFor(api, decisions, each)).filter((event) => event !== null);
  const expiresAt = api.clock.now() + OLDEST + DAY;
  const outcome = await api.store.recordOnce({ key: read.data.batch, expiresAt, events });
  if (outcome === 'seen') return json(200, { recorded: 0, refused: 0, seen: true }, NO_STORE);
  for (const [lease, left] of unused) await leases.giveBack(lease, left);
  await noteUses(api, events);
  const left = calls.length - events.length;
  if (left > 0)
    api.log.warn({ requestId: request.requestId, calls: left }, 'calls reported by an SDK were refused');
  return json(200, { recorded: events.length, refused: left, seen: false }, NO_STORE);
}

function parsed(body: Buffer): unknown {
  try {
    return parseJson(body.toString());
  } catch {
    return null;
  }
}

/** The decision may have expired as an identity, which does not matter: it shows what was decided then. */
function decisionIn(api: Api, identity: string): Decided | null {
  const read = decided.safeParse(readOwnJwt(api.keys, identity, IDENTITY_TYPE));
  return read.success && read.data.aud === api.config.name ? read.data : null;
}

function eventFor(
  api: Api,
  decisions: readonly (Decided | null)[],
  [index, at, ip, requestId, basis]: ReportedCall,
): AuditEvent | null {
  const decision = decisions[index];
  if (!decision) return null;
  const { iat, reuse } = decision;
  const now = api.clock.now();
  const began = iat * SECOND - SKEW;
  const ended = (iat + reuse.until) * SECOND + SKEW;
  if (at < Math.max(began, now - OLDEST) || at > Math.min(ended, now + SKEW)) return null;
  const { detail, ...row } = reuse.row;
  // A call never has a later time than its record.
  return {
    ...row,
    at: Math.min(at, now),
    ip: ip || null,
    requestId,
    detail: { ...detail, decided: 'sdk', basis },
  };
}

async function noteUses(api: Api, events: readonly AuditEvent[]): Promise<void> {
  const last = new Map<string, number>();
  for (const { at, detail } of events) {
    const { personalTokenId: id } = detail;
    if (typeof id === 'string') last.set(id, Math.max(at, last.get(id) ?? 0));
  }
  await Promise.all([...last].map(([id, at]) => api.store.touchPersonalToken(id, at)));
}
