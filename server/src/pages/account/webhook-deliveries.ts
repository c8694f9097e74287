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
  return html`<section class="panel" id="deliveries"><h2>Deliveries</h2>
${
  rows.length === 0
    ? html`<p class="soft">${before === null ? 'Nothing was sent here yet.' : 'There are no older ones.'}</p>`
    : html`<ul class="log deliveries">${rows.map((row) => deliveryRow(api, visit, own, row))}</ul>`
}
${last !== undefined && moreLink(`${within(visit, own, { before: String(last) })}#deliveries`, 'Older')}</section>`;
}

const STATUS = {
  due: { word: 'On its way', look: 'warn' },
  waiting: { word: 'Waits for an earlier one', look: 'warn' },
  delivered: { word: 'Delivered', look: 'good' },
  given_up: { word: 'Given up', look: 'bad' },
} as const;

function deliveryRow(
  api: PageApi,
  visit: Visit,
  own: string,
  { event, delivery }: { event: WebhookEvent; delivery: WebhookDelivery },
): Html {
  const { status, attempts, answer, body, eventNumber } = delivery;
  const over = status === 'delivered' || status === 'given_up';
  const { word, look } = STATUS[status];
  return html`<li><div class="what"><p class="row-title"><code>${event.type}</code> <span class="badge ${look}">${status === 'due' && attempts > 0 ? 'Failed so far' : word}</span></p>
<p class="small soft">${atMinute(event.at)}. ${attemptsInWords(delivery)}</p>
${answer !== null && html`<p class="small">${answerInWords({ answer, body: null })}${body && html` <q class="answer">${body}</q>`}</p>`}
<details><summary>What is sent</summary><p class="small soft">Its id is <code>${event.id}</code>.</p><pre class="payload">${payload(api, event)}</pre></details></div>
${over && postForm(visit, { path: own, action: 'resend', about: { event: String(eventNumber) } }, html`<button type="submit" class="button">Send again<span class="hidden-visually"> ${event.type} of ${event.id}</span></button>`)}</li>`;
}

function payload(api: PageApi, event: WebhookEvent): string {
  return JSON.stringify(JSON.parse(bodyOf(api, event)), null, 2);
}

function attemptsInWords({ attempts, status, dueAt }: WebhookDelivery): Fragment {
  const tries = attempts === 0 ? 'Not sent yet.' : attempts === 1 ? 'Sent once.' : `Sent ${attempts} times.`;
  return html`${tries}${status === 'due' && attempts > 0 && dueAt !== null && html` Tried again at ${atMinute(dueAt)}, or a little later.`}`;
}

/** Why there was no answer. */
const NO_ANSWER: Record<string, string> = {
  timed_out: 'No complete answer came within ten seconds.',
  unreachable: 'No connection could be made, or it was cut off.',
  name_unknown: 'The host was not found.',
  address_not_public: 'The host is at an address that is not public, so nothing was sent.',
  unsendable: 'The event could not be signed. The people behind this API can look at their log.',
};

/** Returns how a receiver answered, in a sentence. */
export function answerInWords({ answer, body }: { answer: string; body: string | null }): string {
  if (!/^\d{3}$/.test(answer)) return NO_ANSWER[answer] ?? `It failed: ${answer}.`;
  const moved = answer.startsWith('3') ? ', which is not followed' : '';
  return `The receiver answered ${answer}${moved}${body ? `: ${body}` : '.'}`;
}
