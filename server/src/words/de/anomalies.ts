import type { AnomalyFacts } from '../../model/index.ts';
import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');
const figures = new Intl.NumberFormat('de-DE');
const number = (value: number): string => figures.format(value);

/** A sentence for each kind of unusual use. It may name a network, so it is for the customer and not for webhooks. */
export const anomalies: Words['anomalies'] = {
  new_network: (facts) =>
    `${number(facts.count)} Anfragen kamen aus ${facts.network}, einem Netz, das nie zuvor genutzt wurde, ${signOf(facts)}.`,
  burst: ({ count: calls, usual = 0 }) =>
    `In einer Stunde kamen ${number(calls)} Aufrufe; in den stärksten Stunden zuvor waren es ${number(usual)}.`,
  refusals: ({ count: calls, usual = 0 }) =>
    `In einer Stunde wurden ${number(calls)} Aufrufe abgelehnt; in den schlechtesten Stunden zuvor waren es ${number(usual)}.`,
  unusual_hour: ({ count: calls }, { from, to }) =>
    `${number(calls)} Aufrufe kamen zwischen ${from} und ${to}, einer Tageszeit, zu der nie zuvor etwas kam.`,
  repeated_refresh: ({ count: times, network }) =>
    `Ein verwendetes Refresh-Token kam ${count(times, { one: 'einmal', other: (all) => `${all} Mal` })} erneut aus ${network}, einem zweiten Netz; vielleicht hat jemand anderes eine Kopie.`,
};

function signOf({ beside, unrefreshed }: AnomalyFacts): string {
  if (beside) return 'während auch die üblichen Netze genutzt wurden';
  return unrefreshed
    ? 'und das Token wurde dort nicht erneuert, wie es der Client sonst überall tut; vielleicht hat jemand anderes eine Kopie'
    : 'zu einer Tageszeit, zu der nie zuvor etwas kam';
}
