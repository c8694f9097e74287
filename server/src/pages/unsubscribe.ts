import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { type Subscription, subscriptionOf, UNSUBSCRIBE } from '../mail/unsubscribe.ts';
import { setAlertMails } from '../manage/own/alert-mails.ts';
import { submit } from './controls.ts';
import { html } from './html.ts';
import { cardPage } from './layout.ts';
import { messagePage } from './message.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';

/** `GET /mails/unsubscribe/:whose`: asks, because mail scanners open links. */
export async function showUnsubscribe(api: PageApi, whose: string): Promise<Answer> {
  const tenant = await tenantOf(api, subscriptionOf(api, whose));
  if (tenant === null) return linkIsGone(api);
  const words = api.words.unsubscribe;
  const card = html`<h1>${words.heading}</h1>
<p>${words.text(tenant)}</p>
<form method="post" action="${UNSUBSCRIBE}/${whose}" class="fields">
${submit(words.submit, 'wide')}
</form>`;
  return page(api, 200, cardPage(api, words.heading, card));
}

/**
 * `POST /mails/unsubscribe/:whose`: ends the mails at once, for a mail program that sends neither a cookie nor a form token (RFC 8058
 * section 3.2). Anybody who has the address may: it is in the mail alone, and does nothing else.
 */
export async function unsubscribe(api: PageApi, request: Inbound, whose: string): Promise<Answer> {
  const subscription = subscriptionOf(api, whose);
  const tenant = await tenantOf(api, subscription);
  if (!subscription || tenant === null) return linkIsGone(api);
  await setAlertMails(api, request, subscription, false);
  const { done, doneText } = api.words.unsubscribe;
  return messagePage(api, 200, done, { text: doneText(tenant) });
}

/** The name of the tenant, where the person still belongs to it. */
async function tenantOf(api: PageApi, subscription: Subscription | null): Promise<string | null> {
  const member = subscription && (await api.store.member(subscription.userId, subscription.tenantId));
  return member?.tenantName ?? null;
}

function linkIsGone(api: PageApi): Answer {
  const { gone, goneText } = api.words.unsubscribe;
  return messagePage(api, 410, gone, { text: goneText, code: 'link_gone' });
}
