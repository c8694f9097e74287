import type { AnomalyFacts, AnomalyKind } from '../../model/index.ts';
import { pluralIn } from '../plural.ts';

const count = pluralIn('en');
const figures = new Intl.NumberFormat('en-GB');
const number = (value: number): string => figures.format(value);

/** An hour, by the times of day at which it begins and ends. */
export interface Span {
  from: string;
  to: string;
}

/** A sentence for each kind of unusual use. It may name a network, so it is for the customer and not for webhooks. */
export const anomalies: Record<AnomalyKind, (facts: AnomalyFacts, hour: Span) => string> = {
  new_network: (facts) =>
    `${number(facts.count)} requests came from ${facts.network}, a network that was never used before, ${signOf(facts)}.`,
  burst: ({ count: calls, usual = 0 }) =>
    `${number(calls)} calls came in one hour; the busiest hours before had ${number(usual)}.`,
  refusals: ({ count: calls, usual = 0 }) =>
    `${number(calls)} calls were refused in one hour; the worst hours before had ${number(usual)}.`,
  unusual_hour: ({ count: calls }, { from, to }) =>
    `${number(calls)} calls came between ${from} and ${to}, an hour of the day that was never used before.`,
  repeated_refresh: ({ count: times, network }) =>
    `A used refresh token came again ${count(times, { one: 'once', other: (all) => `${all} times` })} from ${network}, a second network; somebody else may have a copy of it.`,
};

function signOf({ beside, unrefreshed }: AnomalyFacts): string {
  if (beside) return 'while the usual networks were in use as well';
  return unrefreshed
    ? 'and the token was not refreshed there, as its client does wherever it is; somebody else may have a copy of it'
    : 'at an hour that was never used before';
}
