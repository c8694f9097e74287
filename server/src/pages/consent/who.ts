import { type Client, isVouchedFor } from '../../model/index.ts';
import { clientHost } from '../../rules/client/destination.ts';
import { clientPicture } from '../client-picture.ts';
import { notice } from '../controls.ts';
import { type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import type { ConsentView } from './view.ts';

/** The client: its name, its host, whether somebody checked it, and its own pages. */
export function whoAsks(api: PageApi, { client, redirectUri, membership }: ConsentView): Html {
  const { who: words } = api.words.consent;
  const host = clientHost(client, redirectUri);
  const verified = isVouchedFor(client, null);
  const unverified = !isVouchedFor(client, membership.tenantId);
  return html`<section class="stack"><h2>${words.heading}</h2>
<p class="who-asks">${clientPicture(client, membership.tenantId)}<span><strong>${client.name}</strong>${host !== null && html` <span class="soft">${words.from(host)}</span>`} ${
    unverified
      ? html`<span class="badge warn">${words.unverified}</span>`
      : verified && html`<span class="badge good">${words.verified}</span>`
  }</span></p>
${unverified && html`<p class="hint">${madeBy(api, client, host)} ${words.goOn}</p>`}${
  verified && html`<p class="hint">${words.verifiedBy(api.config.title)}</p>`
}${!verified && !unverified && html`<p class="hint">${words.byColleague(membership.tenantName)}</p>`}
${ownPages(api, client, unverified ? (host ?? '') : null)}</section>`;
}

/** Returns, in a sentence, who made a client that has not been verified. */
function madeBy(api: PageApi, client: Client, host: string | null): string {
  const { who: words } = api.words.consent;
  switch (client.origin) {
    case 'document':
      return words.byDocument(host ?? client.id);
    case 'registration':
      return words.byRegistration;
    case 'page':
      return words.byStranger;
    case 'seed':
      return words.changed;
  }
}

/**
 * Links to what the client says of itself, each in a tab of its own, so that the decision stays open.
 *
 * @param only the host of a client that nobody checked: it must not borrow the name of another
 */
function ownPages(api: PageApi, { clientUri, settings }: Client, only: string | null): Fragment {
  const { who: words } = api.words.consent;
  const links = [
    [words.website, clientUri],
    [words.policy, settings.policyUri],
    [words.terms, settings.tosUri],
  ] as const;
  const shown = links.flatMap(([label, uri]) => {
    // Only what a browser opens as a page: a link must not run a script or open a file.
    const url = uri == null ? null : URL.parse(uri);
    const isOwn = only === null || url?.host === only;
    return url?.protocol === 'https:' && isOwn ? [{ label, href: url.href }] : [];
  });
  if (shown.length === 0) return null;
  return html`<p class="small">${shown.map(
    ({ label, href }, index) =>
      html`${index > 0 && ' · '}<a href="${href}" target="_blank" rel="noopener noreferrer nofollow">${label}<span class="hidden-visually"> ${words.newTab}</span></a>`,
  )}</p>`;
}

/**
 * Warns the user: an attacker who sends them a code connects the attacker's device to the user's data (RFC
 * 8628 section 5.4).
 */
export function deviceWarning(api: PageApi, client: Client, userCode: string): Html {
  return notice('warn', html`<p>${api.words.consent.device(userCode, client.name)}</p>`);
}
