import { base32 } from '../lib/base32.ts';
import type { User } from '../model/index.ts';
import { authenticatorUri, sealOffer } from '../signin/factors/authenticator.ts';
import { hidden, textField } from './controls.ts';
import { type Html, html } from './html.ts';
import type { PageApi } from './page-api.ts';
import { qrCodeDataUri } from './qr-code.ts';

/** Returns the part of a form that offers a secret to an authenticator app and asks for its code. */
export function authenticatorOffer(api: PageApi, user: User, secret: Buffer, problem?: string): Html {
  const words = api.words.factors.app;
  const uri = authenticatorUri(api, user.email, secret);
  const groups = base32(secret).match(/.{1,4}/g) ?? [];
  return html`${hidden('offer', sealOffer(api, user.id, secret))}
<ol class="steps"><li><p>${words.install}</p></li>
<li><p>${words.scan}</p>
<p><img class="qr" src="${qrCodeDataUri(uri)}" width="200" height="200" alt="${words.image}"></p>
<p class="small">${words.type} <code id="authenticator-key">${groups.join(' ')}</code></p></li>
<li>${textField({ name: 'code', label: words.code, autocomplete: 'one-time-code', digits: true, maxLength: 12, required: true, problem })}</li></ol>`;
}
