import { bodyOf } from '../../delivery/body.ts';
import type { WebhookDelivery, WebhookEvent } from '../../model/index.ts';
import { type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import { atMinute } from './moment.ts';
import { moreLink } from './paging.ts';
import { type Visit, within } from './visit.ts';
import type { OwnEndpoint } from './webhook-own.ts';

/** Deliveries on one page. */
const ROWS = 20;

/** Lists what was sent to an endpoint, newest first, with the answers. */
export async function deliveriesPanel(
  api: PageApi,
  visit: Visit,
  { endpoint, own }: Pick<OwnEndpoint, 'endpoint' | 'own'>,
): Promise<Html> {
  const asked = new URLSearchParams(visit.request.query).get('before') ?? '';
  const before = /^\d{1,15}$/.test(asked) ? Number(asked) : null;
  const page = { endpointId: endpoint.id, before, limit: ROWS + 1 };
  const read = await api.store.webhookDeliveries(page);
  const rows = read.slice(0, ROWS);
  const last = read.length > ROWS ? rows.at(-1)?.delivery.eventNumber : undefined;
  const words = api.words.webhooks.deliveries;
  return html`<section class="panel" id="deliveries"><h2>${words.heading}</h2>
${
  rows.length === 0
    ? html`<p class="soft">${before === null ? words.none : words.noOlder}</p>`
    : html`<ul class="log deliveries">${rows.map((row) => deliveryRow(api, visit, own, row))}</ul>`
}
${last !== undefined && moreLink(`${within(visit, own, { before: String(last) })}#deliveries`, api.words.account.older)}</section>`;
}

const LOOKS = { due: 'warn', waiting: 'warn', delivered: 'good', given_up: 'bad' } as const;

function deliveryRow(
  api: PageApi,
  visit: Visit,
  own: string,
  { event, delivery }: { event: WebhookEvent; delivery: WebhookDelivery },
): Html {
  const { status, attempts, answer, body, eventNumber } = delivery;
  const over = status === 'delivered' || status === 'given_up';
  const words = api.words.webhooks.deliveries;
  return html`<li><div class="what"><p class="row-title"><code>${event.type}</code> <span class="badge ${LOOKS[status]}">${status === 'due' && attempts > 0 ? words.failedSoFar : words.status[status]}</span></p>
<p class="small soft">${atMinute(api, event.at)}. ${attemptsInWords(api, delivery)}</p>
${answer !== null && html`<p class="small">${answerInWords(api, { answer, body: null })}${body && html` <q class="answer">${body}</q>`}</p>`}
<details><summary>${words.payload}</summary><p class="small soft">${words.id(html`<code>${event.id}</code>`)}</p><pre class="payload">${payload(api, event)}</pre></details></div>
${over && postForm(visit, { path: own, action: 'resend', about: { event: String(eventNumber) } }, html`<button type="submit" class="button">${words.again}<span class="hidden-visually"> ${words.ofEvent(event.type, event.id)}</span></button>`)}</li>`;
}

function payload(api: PageApi, event: WebhookEvent): string {
  return JSON.stringify(JSON.parse(bodyOf(api, event)), null, 2);
}

function attemptsInWords(api: PageApi, { attempts, status, dueAt }: WebhookDelivery): Fragment {
  const words = api.words.webhooks.deliveries;
  const tries = attempts === 0 ? words.notSent : words.sent(attempts);
  return html`${tries}${status === 'due' && attempts > 0 && dueAt !== null && words.triedAgain(atMinute(api, dueAt))}`;
}

/** Returns how a receiver answered, in a sentence. */
export function answerInWords(
  api: PageApi,
  { answer, body }: { answer: string; body: string | null },
): string {
  const words = api.words.webhooks;
  const noAnswer: Partial<Record<string, string>> = words.answer;
  if (!/^\d{3}$/.test(answer)) return noAnswer[answer] ?? words.failed(answer);
  const moved = answer.startsWith('3') ? words.moved : '';
  return `${words.answered(answer)}${moved}${body ? `: ${body}` : '.'}`;
}
