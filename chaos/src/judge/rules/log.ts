import type { ActKind, Deed } from '../../journal/act.ts';
import type { Observed, ReceivedEvent, Row, Violation } from '../observed.ts';

/** The row that each acknowledged deed leaves in the log. */
const LEAVES: Record<ActKind, readonly string[]> = {
  consent: ['authorization.granted'],
  redeem: ['code.redeemed'],
  refresh: ['token.refreshed', 'token.repeated'],
  issue: ['token.issued'],
  'make-personal': ['personal_token.created'],
  'end-family': ['token.revoked'],
  'give-back': ['token.revoked'],
  'end-personal': ['personal_token.revoked', 'token.revoked'],
  'end-connection': ['authorization.revoked'],
  suspend: ['authorization.changed'],
  call: ['api.called'],
  'sign-in': ['session.opened'],
};
/** A second attempt finds done what the first did without an answer, and changes nothing. */
const REPEATABLE = new Set<ActKind>(['end-family', 'end-personal', 'end-connection', 'give-back', 'suspend']);

/** The row of each acknowledged deed is in the log, under the same tenant, once. */
export function acknowledgedIsInTheLog(deeds: readonly Deed[], { rows }: Observed): Violation[] {
  const byRequest = Map.groupBy(rows, ({ requestId }) => requestId);
  const attempted = new Set<string>();
  return deeds.flatMap((deed) => {
    const { act, about, answer } = deed;
    const key = `${about.connection} ${about.life} ${act.kind}`;
    if (answer.outcome === 'unknown') attempted.add(key);
    if (answer.outcome !== 'done' || answer.requestId === null) return [];
    const own = byRequest.get(answer.requestId) ?? [];
    const left = own.filter(({ kind }) => LEAVES[act.kind].includes(kind));
    if (left.length === 0 && REPEATABLE.has(act.kind) && attempted.has(key)) return [];
    if (left.length !== 1) {
      const says = `${act.kind} was acknowledged and has ${left.length} rows in the log (request ${answer.requestId})`;
      return [{ rule: 'the log has what was acknowledged', says, lines: [deed.line] }];
    }
    const tenant = left[0]?.tenantId ?? null;
    if (tenant === null || tenant === about.tenant) return [];
    const says = `the row of ${act.kind} of ${about.tenant} is under ${tenant}`;
    return [{ rule: 'tenants are apart', says, lines: [deed.line] }];
  });
}

/** From a row to the event that it tells. Each connection has one user, so none of them is a part of another. */
function eventOf({ kind, detail }: Row): string | null {
  if (kind === 'authorization.granted') return 'connection.authorized';
  if (kind === 'authorization.revoked') return 'connection.revoked';
  if (kind !== 'authorization.changed' || typeof detail.suspended !== 'boolean') return null;
  return detail.suspended ? 'connection.suspended' : 'connection.resumed';
}

/** Each change of a connection has an event that arrived, and none was invented. */
export function eachChangeIsTold(deeds: readonly Deed[], { rows, events }: Observed): Violation[] {
  const expected = Map.groupBy(
    rows.filter((row) => row.outcome === 'allowed' && eventOf(row) !== null),
    (row) => `${eventOf(row)} of ${row.grantId}`,
  );
  const arrived = Map.groupBy(distinct(events), ({ type, grantId }) => `${type} of ${grantId}`);
  const told = [...expected].flatMap(([what, due]) => {
    const count = arrived.get(what)?.length ?? 0;
    if (count === due.length) return [];
    const requests = new Set(due.map(({ requestId }) => requestId));
    const lines = deeds
      .filter(({ answer }) => answer.requestId !== null && requests.has(answer.requestId))
      .map(({ line }) => line);
    const says = `${what}: the log has ${due.length}, and ${count} arrived`;
    return [{ rule: 'each change is told', says, lines }];
  });
  const known = new Set([...expected.values()].flat().map(eventOf));
  const invented = [...arrived].filter(
    ([what, [first]]) => known.has(first?.type ?? '') && !expected.has(what),
  );
  const forged = events.filter(({ genuine }) => !genuine);
  return [
    ...told,
    ...invented.map(([what, all]) => ({
      rule: 'each change is told',
      says: `${what}: the log has none, and ${all.length} arrived`,
      lines: [],
    })),
    ...forged.map(({ id }) => ({
      rule: 'each change is told',
      says: `${id}: its signature does not verify`,
      lines: [],
    })),
  ];
}

function distinct(events: readonly ReceivedEvent[]): ReceivedEvent[] {
  return [...new Map(events.map((event) => [event.id, event])).values()];
}

/** The seals and the counters fit the log, and no row of one tenant hangs under another. */
export function databaseIsSound({ rows, counted, sealed, strays }: Observed): Violation[] {
  const calls = rows
    .filter(({ kind }) => kind === 'api.called')
    .reduce((sum, { detail }) => sum + Number(detail.notRecorded ?? 1), 0);
  const says = `the log has ${calls} calls, and the counters ${counted}`;
  return [
    ...(calls === counted ? [] : [{ rule: 'each call is counted once', says, lines: [] }]),
    ...(sealed.ok ? [] : [{ rule: 'the log verifies', says: sealed.said, lines: [] }]),
    ...strays.map((says) => ({ rule: 'tenants are apart', says, lines: [] })),
  ];
}
