import type { CallSums, Outcomes } from '../../usage/sums.ts';
import { columnChart, rowBar } from '../chart.ts';
import { type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { countedDays, inHour } from './moment.ts';
import { operationNames } from './operation-names.ts';
import { refusalInWords } from './refusal-words.ts';

/** Days that the pages show. */
export const SHOWN_DAYS = 30;
/** Operations in the table; the rest is one row. */
const MOST_OPERATIONS = 30;

/** Shows calls by day and by operation, and refusals by cause, each as a picture beside a table. */
export function callsPanels(api: PageApi, sums: CallSums): Html {
  const words = api.words.calls;
  if (sums.allowed + sums.denied === 0 && sums.since === null) {
    return html`<section class="panel"><h2>${words.heading}</h2><p class="soft">${words.none(SHOWN_DAYS)}</p></section>`;
  }
  return html`<section class="panel"><h2>${words.byDay}</h2>${
    sums.since !== null && html`<p class="small soft">${words.since} ${inHour(api, sums.since)}</p>`
  }
${byDay(api, sums)}</section>
<section class="panel"><h2>${words.byOperation}</h2>${byOperation(api, sums)}</section>
${sums.denied > 0 && html`<section class="panel"><h2>${words.byCause}</h2>${byCause(api, sums)}</section>`}`;
}

function byDay(api: PageApi, { days, allowed, denied }: CallSums): Html {
  const { number, timeZone } = api.figures;
  const { day: dayOf, shortDay } = countedDays(api);
  const { table, ...words } = api.words.calls;
  const [first, last] = [days[0], days.at(-1)];
  const busiest = days.reduce((most, each) => (totalOf(each) > totalOf(most) ? each : most));
  const most = number(totalOf(busiest));
  const alternative = words.picture(number(allowed), number(denied), shortDay(busiest.day), most);
  const columns = days.map(({ day, ...sum }) => ({
    title: words.column(shortDay(day), number(sum.allowed), number(sum.denied)),
    parts: partsOf(sum),
  }));
  return html`<figure><figcaption class="legend small"><span><span class="key allowed"></span>${words.allowed(number(allowed))}</span>
<span><span class="key denied"></span>${words.refused(number(denied))}</span>
<span class="soft">${words.atMost(most)}</span></figcaption>
${columnChart(columns, alternative)}
<div class="axis small soft" aria-hidden="true"><span>${first && shortDay(first.day)}</span><span>${last && shortDay(last.day)}</span></div>${timeZone !== 'UTC' && html`<p class="small soft">${words.daysInUtc}</p>`}</figure>
<details><summary>${words.asTable}</summary><div class="scrolls-sideways"><table><thead><tr><th scope="col">${table.day}</th>${outcomeHeads(api)}</tr></thead>
<tbody>${days.toReversed().map((each) => html`<tr><th scope="row">${dayOf(each.day)}</th>${outcomeCells(api, each)}</tr>`)}</tbody></table></div></details>`;
}

function byOperation(api: PageApi, { operations }: CallSums): Html {
  const { table, noOperation, moreOperations } = api.words.calls;
  const named = operationNames(api);
  const shown = operations.slice(0, MOST_OPERATIONS);
  const most = Math.max(0, ...shown.map(totalOf));
  const rest = operations
    .slice(MOST_OPERATIONS)
    .reduce((sum, { allowed, denied }) => ({ allowed: sum.allowed + allowed, denied: sum.denied + denied }), {
      allowed: 0,
      denied: 0,
    });
  return html`<div class="scrolls-sideways"><table><thead><tr><th scope="col">${table.operation}</th>${outcomeHeads(api)}</tr></thead>
<tbody>${shown.map(
    (each) =>
      html`<tr><th scope="row">${each.operation === null ? html`<span class="soft">${noOperation}</span>` : named(each.operation)}${rowBar(partsOf(each), most)}</th>${outcomeCells(api, each)}</tr>`,
  )}${totalOf(rest) > 0 && html`<tr><th scope="row" class="soft">${moreOperations(operations.length - MOST_OPERATIONS)}</th>${outcomeCells(api, rest)}</tr>`}</tbody></table></div>`;
}

function byCause(api: PageApi, { refusals }: CallSums): Html {
  const { table } = api.words.calls;
  const most = Math.max(0, ...refusals.map(({ calls }) => calls));
  return html`<div class="scrolls-sideways"><table><thead><tr><th scope="col">${table.cause}</th><th scope="col" class="number">${table.calls}</th></tr></thead>
<tbody>${refusals.map(
    ({ code, calls }) =>
      html`<tr><th scope="row">${refusalInWords(api, code)} <code class="soft">${code}</code>${rowBar([{ look: 'denied', value: calls }], most)}</th><td class="number">${api.figures.number(calls)}</td></tr>`,
  )}</tbody></table></div>`;
}

function outcomeHeads({ words }: PageApi): Fragment {
  const { allowed, refused } = words.calls.table;
  return html`<th scope="col" class="number">${allowed}</th><th scope="col" class="number">${refused}</th>`;
}

function outcomeCells({ figures }: PageApi, { allowed, denied }: Outcomes): Fragment {
  return html`<td class="number">${figures.number(allowed)}</td><td class="number">${figures.number(denied)}</td>`;
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
