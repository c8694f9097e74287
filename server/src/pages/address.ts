import type { Answer } from '../http/answer.ts';
import type { Inbound } from '../http/inbound.ts';
import {
  addressOfLink,
  CONFIRM_ADDRESS,
  confirmAddress,
  UNDO_ADDRESS,
  undoAddress,
} from '../manage/own/address.ts';
import { RESET } from '../signin/reset/letters.ts';
import { notice, submit } from './controls.ts';
import { html } from './html.ts';
import { cardPage } from './layout.ts';
import { messagePage, unreadableForm } from './message.ts';
import { page } from './page-answer.ts';
import type { PageApi } from './page-api.ts';
import { PostedForm } from './posted-form.ts';
import { SIGN_IN } from './sign-in-paths.ts';
import { bound, isBound } from './unsigned-form.ts';

type Purpose = 'address' | 'undo_address';

/** The path of each page, with the kind of link that leads there. */
export const addressRoutes: readonly [path: string, purpose: Purpose][] = [
  [CONFIRM_ADDRESS, 'address'],
  [UNDO_ADDRESS, 'undo_address'],
];

/** `GET /sign-in/address/:secret` and `…/undo/:secret`: asks. It uses nothing up: mail scanners open links. */
export async function showAddress(
  api: PageApi,
  request: Inbound,
  purpose: Purpose,
  secret: string,
  stale = false,
): Promise<Answer> {
  const found = await addressOfLink(api, secret, purpose);
  if (!found) return gone(api);
  const { confirm, undo } = api.words.addresses;
  const { email } = found;
  const { field, headers } = bound(api, request);
  const isUndo = purpose === 'undo_address';
  const heading = isUndo ? undo.heading : confirm.heading;
  const lead = isUndo ? undo.lead(email) : confirm.lead(email, api.config.title);
  const card = html`<h1>${heading}</h1>
${stale && notice('bad', html`<p>${api.words.reset.ask.expired}</p>`)}
<p>${lead}</p>
<form method="post" action="${isUndo ? UNDO_ADDRESS : CONFIRM_ADDRESS}/${secret}">${field}${submit(isUndo ? undo.submit : confirm.submit(email), 'wide')}</form>`;
  return page(api, stale ? 403 : 200, cardPage(api, heading, card), { headers });
}

/** `POST` of the same: uses the link up. */
export async function submitAddress(
  api: PageApi,
  request: Inbound,
  purpose: Purpose,
  secret: string,
): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  if (!isBound(api, request, form.value)) return showAddress(api, request, purpose, secret, true);
  const found = await addressOfLink(api, secret, purpose);
  const change = purpose === 'address' ? confirmAddress : undoAddress;
  const outcome = await change(api, request, secret);
  if (!found || outcome === 'gone') return gone(api);
  const { confirmed, undone, inUse } = api.words.addresses;
  const { email } = found;
  if (outcome === 'taken') return messagePage(api, 409, inUse.heading, { text: inUse.text(email) });
  if (purpose === 'undo_address') {
    const link = { href: RESET, label: undone.link };
    return messagePage(api, 200, undone.heading, { text: undone.text(email), link });
  }
  const link = { href: SIGN_IN, label: api.words.signIn.submit };
  return messagePage(api, 200, confirmed.heading, { text: confirmed.text(email), link });
}

function gone(api: PageApi): Answer {
  const { heading, text } = api.words.addresses.gone;
  const link = { href: SIGN_IN, label: api.words.signIn.submit };
  return messagePage(api, 410, heading, { text, link, code: 'link_gone' });
}
