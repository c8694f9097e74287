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
  const said = await inWords(api, subscriptionOf(api, whose));
  if (said === null) return linkIsGone(api);
  const words = api.words.unsubscribe;
  const card = html`<h1>${words.heading}</h1>
<p>${said.text}</p>
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
  const said = await inWords(api, subscription);
  if (!subscription || said === null) return linkIsGone(api);
  const { userId, tenantId } = subscription;
  if (tenantId === null) await api.store.setPreferences({ userId, approvalMails: false });
  else await setAlertMails(api, request, { userId, tenantId }, false);
  return messagePage(api, 200, api.words.unsubscribe.done, { text: said.doneText });
}

/** Says which mails end, to a person who still gets them. */
async function inWords(
  api: PageApi,
  subscription: Subscription | null,
): Promise<{ text: string; doneText: string } | null> {
  if (!subscription) return null;
  const { userId, tenantId } = subscription;
  const { text, doneText, approvals } = api.words.unsubscribe;
  if (tenantId === null) {
    const { title } = api.config;
    const isOwner = (await api.store.operator(userId))?.role === 'owner';
    return isOwner ? { text: approvals.text(title), doneText: approvals.doneText(title) } : null;
  }
  const member = await api.store.member(userId, tenantId);
  return member && { text: text(member.tenantName), doneText: doneText(member.tenantName) };
}

function linkIsGone(api: PageApi): Answer {
  const { gone, goneText } = api.words.unsubscribe;
  return messagePage(api, 410, gone, { text: goneText, code: 'link_gone' });
}
