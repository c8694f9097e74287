import type { Answer } from '../../http/answer.ts';
import { NEAR } from '../../limits/counters.ts';
import { ownClient } from '../../manage/clients/own.ts';
import { type LimitUse, limitUses, nearness } from '../../usage/limits.ts';
import { callSums } from '../../usage/sums.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { callsPanels, SHOWN_DAYS } from './calls.ts';
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
${limitsPanel(api, limits)}
${callsPanels(api, sums)}`,
  });
}

function limitsPanel(api: PageApi, limits: readonly LimitUse[]): Html {
  const words = api.words.calls.limits;
  return html`<section class="panel"><h2>${words.heading}</h2>
${
  limits.length === 0
    ? html`<p class="soft">${words.none}</p>`
    : html`<ul class="limits">${limits.map((each) => limitRow(api, each))}</ul>`
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

function limitRow(api: PageApi, { policy, window, limit, used, resetsAt }: LimitUse): Html {
  const words = api.words.calls.limits;
  const { number } = api.figures;
  return html`<li><p class="row-title">${countedCalls(api, policy)} <code class="soft">${policy}</code>${nearBadge(nearness({ used, limit }), words)}</p>
<meter min="0" max="${limit}" low="${NEAR * limit}" high="${Math.max(limit - 1, NEAR * limit)}" optimum="0" value="${Math.min(used, limit)}" aria-label="${words.usedOf(policy)}"></meter>
<p class="small">${words.used(number(used), number(limit), inSpan(api, window))} <span class="soft">${resetsAt === null ? words.nextBegins : words.resets(atMinute(api, resetsAt))}</span></p></li>`;
}

/** Returns which calls a limit counts. */
function countedCalls({ words }: PageApi, policy: string): string {
  const { ofClass, all } = words.calls.limits;
  const [what, scopeClass] = policy.split(':');
  return what === 'scope' ? ofClass(scopeClass ?? '') : all;
}

function inSpan({ words }: PageApi, seconds: number): string {
  const { days, hours, minutes, seconds: inSeconds } = words.calls.span;
  const units = [
    [86_400, days],
    [3_600, hours],
    [60, minutes],
    [1, inSeconds],
  ] as const;
  const [length, said] = units.find(([each]) => seconds % each === 0) ?? units[3];
  return said(seconds / length);
}
