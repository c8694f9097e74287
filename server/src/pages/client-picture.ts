import type { Answer } from '../http/answer.ts';
import { logoPath } from '../manage/clients/logo-path.ts';
import { type Client, isVouchedFor } from '../model/index.ts';
import { pictureHeaders } from './assets.ts';
import { type Html, html } from './html.ts';
import { notFoundPage } from './message.ts';
import type { PageApi } from './page-api.ts';

/**
 * The picture of a client beside its name, which says the same in words. One that nobody vouches for towards the people of this
 * tenant shows its first letter: it could borrow the picture of another.
 */
export function clientPicture(client: Client, tenantId: string): Html {
  const path = isVouchedFor(client, tenantId) ? logoPath(client.settings) : null;
  return path === null
    ? html`<span class="app-picture" aria-hidden="true">${[...client.name.trim()][0]?.toUpperCase() ?? ''}</span>`
    : html`<img class="app-picture" src="${path}" width="40" height="40" alt="" loading="lazy">`;
}

/** `GET /logos/:hash`: the bytes of a picture. They are no page, and nothing in them runs. */
export async function servePicture(api: PageApi, hash: string): Promise<Answer> {
  const logo = /^[A-Za-z0-9_-]{43}$/.test(hash) ? await api.store.clientLogo(hash) : null;
  if (!logo) return notFoundPage(api);
  const headers = { ...pictureHeaders(logo.type), 'content-security-policy': "default-src 'none'; sandbox" };
  return { status: 200, headers, body: Buffer.from(logo.data, 'base64') };
}
