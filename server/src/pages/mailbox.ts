import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import { isLoopback } from '../lib/ip-blocks.ts';
import { withSecret } from '../mail/sealed-secret.ts';
import type { Mail } from '../model/index.ts';
import { atMinute } from './account/moment.ts';
import { type Fragment, type Html, html } from './html.ts';
import { cardPage } from './layout.ts';
import { notFoundPage } from './message.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';

export const MAILBOX = '/account/mailbox';

const SHOWN = 50;

type From = Pick<Inbound, 'ip' | 'peer'>;

/** Where to read a mail that nobody gets: a sentence for somebody at this machine in development, `false` for others. */
export function waitsInMailbox(api: PageApi, request: From): Fragment {
  if (api.address.secure || !isFromHere(request)) return false;
  const words = api.words.mailbox;
  return words.waits(html`<a href="${MAILBOX}">${words.link}</a>`);
}

function isFromHere({ ip, peer }: From): boolean {
  return [ip, peer].every(isLoopback);
}

/**
 * In development, the mails that wait in the outbox, so that nobody needs an SMTP server to read them. It is for this machine
 * alone: it shows the mails of everybody.
 */
export async function mailboxPage(api: PageApi, request: From): Promise<Answer> {
  if (!isFromHere(request)) return notFoundPage(api);
  const mails = await api.store.mails(SHOWN);
  const words = api.words.mailbox;
  const shown: Fragment =
    mails.length === 0
      ? html`<p class="soft">${words.none}</p>`
      : html`<ul class="rows">${mails.map((mail) => mailRow(api, withSecret(api, mail) ?? mail))}</ul>`;
  return page(
    api,
    200,
    cardPage(
      api,
      words.heading,
      html`<h1>${words.heading}</h1>
<p class="soft">${words.lead(html`<code>LATCHKEY_SMTP_URL</code>`)}</p>
${shown}`,
    ),
  );
}

function mailRow(api: PageApi, { recipient, subject, text, createdAt, answer }: Mail): Html {
  const words = api.words.mailbox;
  return html`<li><div><p><strong>${subject}</strong></p>
<p class="small soft">${words.to(recipient, atMinute(api, createdAt))}${answer !== null && words.notSent(answer)}</p>
<pre class="mail">${linked(text)}</pre></div></li>`;
}

/** Makes the addresses in a mail links, as a mail program does. */
function linked(text: string): Fragment[] {
  return text
    .split(/(https?:\/\/\S+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part));
}
