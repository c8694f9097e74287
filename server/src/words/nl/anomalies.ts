import type { AnomalyFacts } from '../../model/index.ts';
import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');
const figures = new Intl.NumberFormat('nl-NL');
const number = (value: number): string => figures.format(value);

/** A sentence for each kind of unusual use. It may name a network, so it is for the customer and not for webhooks. */
export const anomalies: Words['anomalies'] = {
  new_network: (facts) =>
    `${number(facts.count)} verzoeken kwamen vanaf ${facts.network}, een netwerk dat nooit eerder is gebruikt, ${signOf(facts)}.`,
  burst: ({ count: calls, usual = 0 }) =>
    `In één uur kwamen ${number(calls)} aanroepen; in de drukste uren daarvoor waren het er ${number(usual)}.`,
  refusals: ({ count: calls, usual = 0 }) =>
    `In één uur werden ${number(calls)} aanroepen geweigerd; in de slechtste uren daarvoor waren het er ${number(usual)}.`,
  unusual_hour: ({ count: calls }, { from, to }) =>
    `${number(calls)} aanroepen kwamen tussen ${from} en ${to}, een tijdstip waarop nooit eerder iets kwam.`,
  repeated_refresh: ({ count: times, network }) =>
    `Een gebruikt refreshtoken kwam ${count(times, { one: 'één keer', other: (all) => `${all} keer` })} opnieuw vanaf ${network}, een tweede netwerk; misschien heeft iemand anders er een kopie van.`,
};

function signOf({ beside, unrefreshed }: AnomalyFacts): string {
  if (beside) return 'terwijl ook de gebruikelijke netwerken werden gebruikt';
  return unrefreshed
    ? 'en het token is daar niet vernieuwd, zoals de client overal doet; misschien heeft iemand anders er een kopie van'
    : 'op een tijdstip waarop nooit eerder iets kwam';
}
