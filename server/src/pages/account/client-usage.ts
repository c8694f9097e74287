import type { Answer } from '../../http/answer.ts';
import { NEAR } from '../../limits/counters.ts';
import { ownClient } from '../../manage/clients/own.ts';
import { type LimitUse, limitUses, nearness } from '../../usage/limits.ts';
import { callSums } from '../../usage/sums.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { callsPanels, number, SHOWN_DAYS } from './calls.ts';
import { clientTabs } from './client-tabs.ts';
import { accountPage } from './frame.ts';
import { atMinute } from './moment.ts';
import type { Visit } from './visit.ts';

/** `GET …/:id/usage`: how near each limit of a client is, and its calls of the last days. */
export async function clientUsagePage(api: PageApi, visit: Visit, id: string): Promise<Answer> {
  const found = await ownClient(api, visit.membership, id);
  if (!found) return notFoundPage(api);
  const { client } = found;
  const whose = { clientId: client.id };
  const sums = await callSums(api.store, whose, { days: SHOWN_DAYS, now: api.clock.now() });
  const limits = await limitUses(api, client, null);
  return accountPage(api, visit, {
    title: client.name,
    section: api.config.pages.clients.path,
    body: html`${clientTabs(api, visit, client, '/usage')}
${limitsPanel(limits)}
${callsPanels(sums)}`,
  });
}

function limitsPanel(limits: readonly LimitUse[]): Html {
  return html`<section class="panel"><h2>Limits</h2>
${
  limits.length === 0
    ? html`<p class="soft">No limit counts all calls of this client.</p>`
    : html`<ul class="limits">${limits.map(limitRow)}</ul>`
}</section>`;
}

/** Marks a limit that is nearly or wholly used up. */
export function nearBadge(
  near: ReturnType<typeof nearness>,
  words: { near: string; spent: string },
): Fragment {
  if (near === null) return null;
  return html` <span class="badge ${near === 'spent' ? 'bad' : 'warn'}">${words[near]}</span>`;
}

function limitRow({ policy, window, limit, used, resetsAt }: LimitUse): Html {
  return html`<li><p class="row-title">${countedCalls(policy)} <code class="soft">${policy}</code>${nearBadge(nearness({ used, limit }), { near: 'Near', spent: 'Used up' })}</p>
<meter min="0" max="${limit}" low="${NEAR * limit}" high="${Math.max(limit - 1, NEAR * limit)}" optimum="0" value="${Math.min(used, limit)}" aria-label="Used of ${policy}"></meter>
<p class="small"><strong>${number(used)}</strong> of ${number(limit)} calls in ${inWords(window)}. <span class="soft">${resetsAt === null ? 'The next call begins a window.' : html`It begins anew at ${atMinute(resetsAt)}.`}</span></p></li>`;
}

/** Returns which calls a limit counts. */
function countedCalls(policy: string): string {
  const [what, scopeClass] = policy.split(':');
  return what === 'scope' ? `Calls of the class ${scopeClass}` : 'All calls';
}

function inWords(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [length, word] = units.find(([each]) => seconds % each === 0) ?? units[3];
  const count = seconds / length;
  return count === 1 ? `one ${word}` : `${count} ${word}s`;
}
