import type { CallSums, Outcomes } from '../../usage/sums.ts';
import { columnChart, rowBar } from '../chart.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { inHour, onDay, shortDay } from './moment.ts';
import { refusalInWords } from './refusal-words.ts';

/** Days that the pages show. */
export const SHOWN_DAYS = 30;
/** Operations in the table; the rest is one row. */
const MOST_OPERATIONS = 30;

/** Shows calls by day and by operation, and refusals by cause, each as a picture beside a table. */
export function callsPanels(sums: CallSums): Html {
  if (sums.allowed + sums.denied === 0 && sums.since === null) {
    return html`<section class="panel"><h2>Calls</h2><p class="soft">No call in the last ${SHOWN_DAYS} days.</p></section>`;
  }
  return html`<section class="panel"><h2>Calls by day</h2>${sums.since !== null && html`<p class="small soft">There are many, so only those since ${inHour(sums.since)} are added up here.</p>`}
${byDay(sums)}</section>
<section class="panel"><h2>Calls by operation</h2>${byOperation(sums)}</section>
${sums.denied > 0 && html`<section class="panel"><h2>Refused calls by cause</h2>${byCause(sums)}</section>`}`;
}

function byDay({ days, allowed, denied }: CallSums): Html {
  const [first, last] = [days[0], days.at(-1)];
  const busiest = days.reduce((most, each) => (totalOf(each) > totalOf(most) ? each : most));
  const alternative = `Calls by day: ${number(allowed)} were allowed and ${number(denied)} refused. The busiest day was ${shortDay(busiest.day)} with ${number(totalOf(busiest))}. The table has every day.`;
  const columns = days.map(({ day, ...sum }) => ({
    title: `${shortDay(day)}: ${number(sum.allowed)} allowed, ${number(sum.denied)} refused`,
    parts: partsOf(sum),
  }));
  return html`<figure><figcaption class="legend small"><span><span class="key allowed"></span>${number(allowed)} allowed</span>
<span><span class="key denied"></span>${number(denied)} refused</span>
<span class="soft">At most ${number(totalOf(busiest))} a day</span></figcaption>
${columnChart(columns, alternative)}
<div class="axis small soft" aria-hidden="true"><span>${first && shortDay(first.day)}</span><span>${last && shortDay(last.day)}</span></div></figure>
<details><summary>As a table</summary><div class="scroll"><table><thead><tr><th scope="col">Day</th><th scope="col" class="number">Allowed</th><th scope="col" class="number">Refused</th></tr></thead>
<tbody>${days.toReversed().map((each) => html`<tr><th scope="row">${onDay(each.day)}</th>${outcomeCells(each)}</tr>`)}</tbody></table></div></details>`;
}

function byOperation({ operations }: CallSums): Html {
  const shown = operations.slice(0, MOST_OPERATIONS);
  const most = Math.max(0, ...shown.map(totalOf));
  const rest = operations
    .slice(MOST_OPERATIONS)
    .reduce((sum, { allowed, denied }) => ({ allowed: sum.allowed + allowed, denied: sum.denied + denied }), {
      allowed: 0,
      denied: 0,
    });
  return html`<div class="scroll"><table><thead><tr><th scope="col">Operation</th><th scope="col" class="number">Allowed</th><th scope="col" class="number">Refused</th></tr></thead>
<tbody>${shown.map(
    (each) =>
      html`<tr><th scope="row">${each.operation === null ? html`<span class="soft">None, or not recorded</span>` : html`<code>${each.operation}</code>`}${rowBar(partsOf(each), most)}</th>${outcomeCells(each)}</tr>`,
  )}${totalOf(rest) > 0 && html`<tr><th scope="row" class="soft">${operations.length - MOST_OPERATIONS} more</th>${outcomeCells(rest)}</tr>`}</tbody></table></div>`;
}

function byCause({ refusals }: CallSums): Html {
  const most = Math.max(0, ...refusals.map(({ calls }) => calls));
  return html`<div class="scroll"><table><thead><tr><th scope="col">Cause</th><th scope="col" class="number">Calls</th></tr></thead>
<tbody>${refusals.map(
    ({ code, calls }) =>
      html`<tr><th scope="row">${refusalInWords(code)} <code class="soft">${code}</code>${rowBar([{ look: 'denied', value: calls }], most)}</th><td class="number">${number(calls)}</td></tr>`,
  )}</tbody></table></div>`;
}

function outcomeCells({ allowed, denied }: Outcomes): Fragment {
  return html`<td class="number">${number(allowed)}</td><td class="number">${number(denied)}</td>`;
}

function partsOf({ allowed, denied }: Outcomes) {
  return [
    { look: 'allowed', value: allowed },
    { look: 'denied', value: denied },
  ] as const;
}

function totalOf({ allowed, denied }: Outcomes): number {
  return allowed + denied;
}

export function number(value: number): string {
  return value.toLocaleString('en-GB');
}
