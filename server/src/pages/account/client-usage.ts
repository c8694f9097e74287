import type { Api } from '../../api.ts';
import type { Answer } from '../../http/answer.ts';
import { NEAR } from '../../limits/counters.ts';
import { ownClient } from '../../manage/clients/own.ts';
import { type LimitUse, limitUses } from '../../usage/limits.ts';
import { callSums } from '../../usage/sums.ts';
import { type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import { callsPanels, number, SHOWN_DAYS } from './calls.ts';
import { clientTabs } from './client-tabs.ts';
import { accountPage } from './frame.ts';
import { atMinute } from './moment.ts';
import type { Visit } from './visit.ts';

/** `GET …/:id/usage`: how near each limit of a client is, and its calls of the last days. */
export async function clientUsagePage(api: Api, visit: Visit, id: string): Promise<Answer> {
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

function limitRow({ policy, window, limit, used, resetsAt }: LimitUse): Html {
  const spent = used >= limit;
  const near = used >= NEAR * limit;
  return html`<li><p class="row-title"><code>${policy}</code>${near && html` <span class="badge ${spent ? 'bad' : 'warn'}">${spent ? 'Used up' : 'Near'}</span>`}</p>
<meter min="0" max="${limit}" low="${NEAR * limit}" high="${Math.max(limit - 1, NEAR * limit)}" optimum="0" value="${Math.min(used, limit)}" aria-label="Used of ${policy}"></meter>
<p class="small"><strong>${number(used)}</strong> of ${number(limit)} calls in ${inWords(window)}. <span class="soft">${resetsAt === null ? 'The next call begins a window.' : html`It begins anew at ${atMinute(resetsAt)}.`}</span></p></li>`;
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
