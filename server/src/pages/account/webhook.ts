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
import { dayBegins, dayEnds } from '../../words/zone.ts';
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
import { eventsInWords, healthBadge, healthNotice } from './webhooks.ts';

/** Events are kept for so long, and can be sent again. */
const KEPT_DAYS = 30;

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
  const words = api.words.webhooks;
  const saySentAgain = (outcome: keyof typeof words.sentAgain) =>
    say({ good: outcome === 'sent', text: words.sentAgain[outcome] });
  if (['test', 'replay', 'resend'].includes(action) && !(await mayTry(api, change.membership))) {
    return detail(api, change, found, { status: 429, problem: api.words.refusals.tooOften });
  }
  const say = async (said: Said) => {
    await setAside(api, change.session, `${own} said`, JSON.stringify(said));
    return seeOther(within(change, own));
  };
  switch (action) {
    case 'test': {
      const { delivered, enabled, ...answer } = await testEndpoint(api, endpoint, row);
      const outcome = delivered ? words.test.delivered : words.test.notDelivered;
      const ending = enabled ? words.test.enabled : '';
      return say({ good: delivered, text: `${outcome} ${answerInWords(api, answer)}${ending}` });
    }
    case 'resend':
      return saySentAgain(await sendAgain(api, endpoint, Number(form.get('event')), row));
    case 'replay': {
      const span = readSpan(api, form.get('from'), form.get('to'));
      if (typeof span === 'string') {
        return detail(api, change, found, { status: 400, spanProblem: words.replay[span] });
      }
      const outcome = await replayEvents(api, endpoint, span, row);
      if (!outcome.ok) return saySentAgain(outcome.problem);
      const { value } = outcome;
      const text = value === 0 ? words.replay.nothing : words.replay.sent(value);
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

/** Reads two days in the person's time zone, both included. */
function readSpan(
  { figures: { timeZone }, clock }: PageApi,
  from: string | undefined,
  to: string | undefined,
): { since: number; until: number } | 'bothDays' | 'reversed' | 'future' {
  const [since, until] = [dayBegins(from ?? '', timeZone), dayEnds(to ?? '', timeZone)];
  if (since === null || until === null) return 'bothDays';
  if (until < since) return 'reversed';
  if (since > clock.now()) return 'future';
  return { since, until };
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
  const words = api.words.webhooks;
  const { test, replay, removal } = words;
  return accountPage(api, visit, {
    title: new URL(endpoint.url).host,
    section,
    status,
    lead: words.lead(
      html`<a href="${within(visit, clientPath(api, client, '/webhooks'))}">${client.name}</a>`,
    ),
    problem: shown.problem ?? (said && !said.good ? said.text : undefined),
    done: said?.good ? said.text : undefined,
    body: html`${healthNotice(api, endpoint)}
${factsPanel(api, endpoint)}
<section class="panel"><h2>${test.heading}</h2>
<p>${test.text(html`<code>webhook.test</code>`)}${disabledAt !== null && test.serves}</p>
${postForm(visit, { path: own, action: 'test' }, submit(disabledAt === null ? test.heading : test.andServe, 'primary'))}</section>
${await deliveriesPanel(api, visit, { endpoint, own })}
<section class="panel"><h2>${replay.heading}</h2>
<p>${replay.text(KEPT_DAYS)}</p>
${postForm(
  visit,
  { path: own, action: 'replay', look: 'filter' },
  html`${textField({ name: 'from', label: replay.from, type: 'date', value: dateOf(api, api.clock.now()), problem: spanProblem })}
${textField({ name: 'to', label: replay.to, type: 'date', value: dateOf(api, api.clock.now()) })}
<p class="actions">${submit(replay.submit)}</p>`,
)}</section>
${secretPanel(api, visit, own, endpoint)}
<section class="panel danger-zone"><h2>${removal.heading}</h2><p>${removal.short}</p>
<p><a class="button danger" href="${within(visit, `${own}/remove`)}">${removal.button}</a></p></section>`,
  });
}

function factsPanel(api: PageApi, endpoint: WebhookEndpoint): Html {
  const { about, field } = api.words.webhooks;
  const { id, url, events, ordered, createdAt } = endpoint;
  return html`<section class="panel"><h2 class="hidden-visually">${about.heading}</h2><dl class="facts">
<dt>${about.state}</dt><dd>${healthBadge(api, endpoint)}</dd>
<dt>${field.url}</dt><dd><code>${url}</code></dd>
<dt>${field.events}</dt><dd>${eventsInWords(api, events)}</dd>
<dt>${field.order}</dt><dd>${ordered ? field.ordered : field.unordered}</dd>
<dt>${about.id}</dt><dd><code>${id}</code></dd>
<dt>${about.added}</dt><dd>${onDay(api, createdAt)}</dd></dl></section>`;
}

function secretPanel(api: PageApi, visit: Visit, own: string, { secrets }: WebhookEndpoint): Html {
  const [, before] = secrets;
  const words = api.words.webhooks.secret;
  const { old, replace } = api.words.clients.secrets;
  return html`<section class="panel"><h2>${words.heading}</h2>
<p>${words.signed}${before?.expiresAt != null && words.before(atMinute(api, before.expiresAt))}</p>
<form method="get" action="${own}/rotate" class="fields">${hidden('tenant', visit.membership.tenantId)}
${select({ name: 'days', label: old, value: '1', options: SECRET_OVERLAPS.map((days) => ({ value: String(days), label: words.overlap[days] })) })}
${submit(replace)}</form></section>`;
}
