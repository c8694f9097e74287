import { type Answer, seeOther } from '../../http/answer.ts';
import { DAY } from '../../lib/clock.ts';
import {
  removeEndpoint,
  replayEvents,
  rotateSecret,
  SECRET_OVERLAPS,
  sendAgain,
  testEndpoint,
} from '../../manage/webhooks/endpoint.ts';
import { mayTry, rowOfOwner } from '../../manage/webhooks/own.ts';
import type { WebhookEndpoint } from '../../model/index.ts';
import { setAside, takeAside } from '../../signin/aside.ts';
import { hidden, select, submit, textField } from '../controls.ts';
import { type Html, html } from '../html.ts';
import { notFoundPage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { clientPath } from './client-tabs.ts';
import { postForm } from './form.ts';
import { accountPage } from './frame.ts';
import { atMinute, dateOf, onDay } from './moment.ts';
import { showOnce } from './shown-once.ts';
import { type Change, changed, type Visit, within } from './visit.ts';
import { answerInWords, deliveriesPanel } from './webhook-deliveries.ts';
import { type OwnEndpoint, ofOwnEndpoint } from './webhook-own.ts';
import { eventsInWords, healthBadge, healthNotice, TOO_OFTEN } from './webhooks.ts';

/** Events are kept for so long, and can be sent again. */
const KEPT_DAYS = 30;

export const OVERLAP_WORDS = {
  1: 'signs for one more day',
  7: 'signs for 7 more days',
  0: 'ends now',
} as const;

/** How a test or a replay went, as the page after it says once. */
interface Said {
  good: boolean;
  text: string;
}

interface Shown {
  status?: number;
  problem?: string;
  spanProblem?: string;
}

/** `GET …/webhooks/:endpoint`: one endpoint, what was sent to it, and how it answered. */
export const endpointPage = ofOwnEndpoint((api, visit, found) => detail(api, visit, found, {}));

/** `POST …/webhooks/:endpoint`: tests, sends again, replaces the secret, or removes. */
export const changeEndpoint = ofOwnEndpoint(async (api, change: Change, found) => {
  const { client, endpoint, own } = found;
  const { form } = change;
  const row = rowOfOwner(api, change.request, client);
  const action = form.get('action') ?? '';
  if (['test', 'replay', 'resend'].includes(action) && !(await mayTry(api, change.membership))) {
    return detail(api, change, found, { status: 429, problem: TOO_OFTEN });
  }
  const say = async (said: Said) => {
    await setAside(api, change.session, `${own} said`, JSON.stringify(said));
    return seeOther(within(change, own));
  };
  switch (action) {
    case 'test': {
      const { delivered, enabled, ...answer } = await testEndpoint(api, endpoint, row);
      const outcome = `The test event was ${delivered ? 'delivered' : 'not delivered'}.`;
      const ending = enabled ? ' The endpoint is served again.' : '';
      return say({ good: delivered, text: `${outcome} ${answerInWords(answer)}${ending}` });
    }
    case 'resend':
      return say(SENT_AGAIN[await sendAgain(api, endpoint, Number(form.get('event')), row)]);
    case 'replay': {
      const span = readSpan(form.get('from'), form.get('to'), api.clock.now());
      if (typeof span === 'string') {
        return detail(api, change, found, { status: 400, spanProblem: span });
      }
      const outcome = await replayEvents(api, endpoint, span, row);
      if (!outcome.ok) return say(SENT_AGAIN[outcome.problem]);
      const { value } = outcome;
      const text =
        value === 0
          ? 'There is no event of these days to send again.'
          : `${value === 1 ? 'One event is' : `${value} events are`} sent again.`;
      return say({ good: value > 0, text });
    }
    case 'rotate': {
      const days = SECRET_OVERLAPS.find((each) => String(each) === form.get('days'));
      if (days === undefined) return notFoundPage(api);
      const secret = await rotateSecret(api, endpoint, days * DAY, row);
      return secret === null ? notFoundPage(api) : showOnce(api, change, `${own}/secret`, secret);
    }
    case 'remove':
      await removeEndpoint(api, endpoint, row);
      return changed(change, clientPath(api, client, '/webhooks'), 'webhook-removed');
    default:
      return notFoundPage(api);
  }
});

const SENT_AGAIN: Record<Awaited<ReturnType<typeof sendAgain>>, Said> = {
  sent: { good: true, text: 'The event is sent again.' },
  underway: { good: false, text: 'The event is still on its way, so it was not sent again.' },
  disabled: {
    good: false,
    text: 'The endpoint is disabled. Send a test event first; once it is answered, events can be sent again.',
  },
  unknown: { good: false, text: 'The event is not kept any more.' },
};

/** Reads two days, both included, in UTC. Returns what is wrong with them in a sentence. */
function readSpan(
  from: string | undefined,
  to: string | undefined,
  now: number,
): { since: number; until: number } | string {
  const [since, until] = [dayOf(from), dayOf(to)];
  if (since === null || until === null) return 'Enter both days, such as 2026-11-28.';
  if (until < since) return 'The last day is before the first.';
  if (since > now) return 'The first day is still to come.';
  return { since, until: until + DAY };
}

function dayOf(text: string | undefined): number | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

async function detail(
  api: PageApi,
  visit: Visit,
  { client, endpoint, own }: OwnEndpoint,
  shown: Shown,
): Promise<Answer> {
  const section = api.config.pages.clients.path;
  const { status = 200, spanProblem } = shown;
  const text = status === 200 ? await takeAside(api, visit.session, `${own} said`) : null;
  const said = text === null ? null : (JSON.parse(text) as Said);
  const { disabledAt } = endpoint;
  return accountPage(api, visit, {
    title: new URL(endpoint.url).host,
    section,
    status,
    lead: html`A webhook endpoint of <a href="${within(visit, clientPath(api, client, '/webhooks'))}">${client.name}</a>`,
    problem: shown.problem ?? (said && !said.good ? said.text : undefined),
    done: said?.good ? said.text : undefined,
    body: html`${healthNotice(endpoint)}
${factsPanel(endpoint)}
<section class="panel"><h2>Send a test event</h2>
<p>Sends <code>webhook.test</code> now, once, and shows the answer.${disabledAt !== null && ' If it is accepted, the endpoint is served again.'}</p>
${postForm(visit, { path: own, action: 'test' }, submit(disabledAt === null ? 'Send a test event' : 'Test and serve again', 'primary'))}</section>
${await deliveriesPanel(api, visit, { endpoint, own })}
<section class="panel"><h2>Send the events of some days again</h2>
<p>Each keeps its id, so a receiver knows one that it has had. Events are kept for ${KEPT_DAYS} days.</p>
${postForm(
  visit,
  { path: own, action: 'replay', look: 'filter' },
  html`${textField({ name: 'from', label: 'From', type: 'date', value: dateOf(api.clock.now()), problem: spanProblem })}
${textField({ name: 'to', label: 'To', type: 'date', value: dateOf(api.clock.now()) })}
<p class="actions">${submit('Send them again')}</p>`,
)}</section>
${secretPanel(visit, own, endpoint)}
<section class="panel danger-zone"><h2>Remove</h2><p>Nothing more is sent here.</p>
<p><a class="button danger" href="${within(visit, `${own}/remove`)}">Remove this endpoint</a></p></section>`,
  });
}

function factsPanel(endpoint: WebhookEndpoint): Html {
  const { id, url, events, ordered, createdAt } = endpoint;
  return html`<section class="panel"><h2 class="hidden-visually">About this endpoint</h2><dl class="facts">
<dt>State</dt><dd>${healthBadge(endpoint)}</dd>
<dt>Address</dt><dd><code>${url}</code></dd>
<dt>Events</dt><dd>${eventsInWords(events)}</dd>
<dt>Order</dt><dd>${ordered ? 'One after the other for each connected account' : 'As they come'}</dd>
<dt>Endpoint id</dt><dd><code>${id}</code></dd>
<dt>Added</dt><dd>${onDay(createdAt)}</dd></dl></section>`;
}

function secretPanel(visit: Visit, own: string, { secrets }: WebhookEndpoint): Html {
  const [, before] = secrets;
  return html`<section class="panel"><h2>Secret</h2>
<p>Each request is signed with it.${
    before?.expiresAt != null && html` The one before signs beside it until ${atMinute(before.expiresAt)}.`
  }</p>
<form method="get" action="${own}/rotate" class="fields">${hidden('tenant', visit.membership.tenantId)}
${select({ name: 'days', label: 'The old secret', value: '1', options: SECRET_OVERLAPS.map((days) => ({ value: String(days), label: OVERLAP_WORDS[days] })) })}
${submit('Replace the secret')}</form></section>`;
}
