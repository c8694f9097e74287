import { HOUR } from '../lib/clock.ts';
import type { Alert, AnomalyFacts, AnomalyKind } from '../model/index.ts';
import type { AuditQuery } from '../store/store.ts';

const number = (count: number): string => count.toLocaleString('en-US');
const times = (count: number): string => (count === 1 ? 'once' : `${number(count)} times`);
const hour = (of: number): string => `${String(of % 24).padStart(2, '0')}:00`;

const SENTENCES: Record<AnomalyKind, (facts: AnomalyFacts) => string> = {
  new_network: (facts) =>
    `${number(facts.count)} requests came from ${facts.network}, a network that was never used before, ${signOf(facts)}.`,
  burst: ({ count, usual = 0 }) =>
    `${number(count)} calls came in one hour; the busiest hours before had ${number(usual)}.`,
  refusals: ({ count, usual = 0 }) =>
    `${number(count)} calls were refused in one hour; the worst hours before had ${number(usual)}.`,
  unusual_hour: ({ count, hourOfDay = 0 }) =>
    `${number(count)} calls came between ${hour(hourOfDay)} and ${hour(hourOfDay + 1)} UTC, an hour of the day that was never used before.`,
  repeated_refresh: ({ count, network }) =>
    `A used refresh token came again ${times(count)} from ${network}, a second network; somebody else may have a copy of it.`,
};

function signOf({ beside, unrefreshed }: AnomalyFacts): string {
  if (beside) return 'while the usual networks were in use as well';
  return unrefreshed
    ? 'and the token was not refreshed there, as its client does wherever it is; somebody else may have a copy of it'
    : 'at an hour that was never used before';
}

/** Says in plain English why an alert was made. It may name a network, so it is for the customer and not for webhooks. */
export function sentenceOf({ kind, facts }: Pick<Alert, 'kind' | 'facts'>): string {
  return SENTENCES[kind](facts);
}

/** Returns the filter that finds the rows of the log behind an alert. */
export function rowsBehind(alert: Alert): Omit<AuditQuery, 'limit'> {
  const { subject, since, until, connectedAccountId, clientId, userId, tenantId } = alert;
  const span = { since, until: Math.max(until, since + HOUR) };
  if (connectedAccountId !== null) return { connectedAccountId, ...span };
  return {
    ...(clientId === null ? {} : { clientId }),
    ...(userId === null ? {} : { userId }),
    ...(tenantId === null || subject === clientId ? {} : { tenantId }),
    ...span,
  };
}
