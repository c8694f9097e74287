import type { SelectableResource } from '../../config/index.ts';
import type { Answer } from '../../http/answer.ts';
import {
  type AuthorizationDetail,
  type Client,
  type Grant,
  isVouchedFor,
  type Membership,
} from '../../model/index.ts';
import { clientHost, destination } from '../../rules/client/destination.ts';
import { isActive } from '../../rules/grant/standing.ts';
import { csrfToken } from '../../signin/form-token.ts';
import type { SignedIn } from '../../signin/session.ts';
import { choices, hidden, notice, submit } from '../controls.ts';
import { type Entered, type Fragment, filledIn, type Html, html } from '../html.ts';
import { cardPage } from '../layout.ts';
import { page } from '../page-answer.ts';
import type { PageApi } from '../page-api.ts';
import { shownAgain } from '../signed-in-form.ts';
import { detailEntries } from './details.ts';
import { expirySection } from './expiry.ts';
import { resourceChoices, resourceValue } from './resources.ts';
import { scopeEntries } from './scopes.ts';

export interface ConsentView {
  visitor: SignedIn;
  client: Client;
  redirectUri: string;
  scopes: readonly string[];
  /** Rich authorization details (RFC 9396), shown in words. */
  details: readonly AuthorizationDetail[];
  /** The path that its forms are posted to. */
  action: string;
  /** Binds the decision to what is shown. */
  note: string;
  membership: Membership;
  memberships: Membership[];
  /** The resources to choose from, or `null` if the scopes select none. */
  resources: SelectableResource[] | null;
  /** The client's existing grant, if there is one. */
  grant: Grant | null;
  /** If false, `problem` has the reason. */
  mayAllow: boolean;
  /** Set for a device (RFC 8628 section 3.3): the code on its screen, and hidden fields for the forms. */
  device?: { userCode: string; fields: Html };
  /** The form as it was sent before the page was shown again. */
  entered?: Entered;
  /** Whether it is shown again because the session had ended. */
  again?: boolean;
  status?: number;
  problem?: string;
  /** Whether `problem` concerns the boxes, so that it is shown beside them as well. */
  resourceProblem?: boolean;
}

/** Asks a user, in words, whether a client may act for them in one tenant. */
export function consentPage(api: PageApi, view: ConsentView): Answer {
  const { action, client, device, membership, visitor } = view;
  const csrf = html`${hidden('csrf', csrfToken(api, visitor.session))}${device?.fields}`;
  const mayAllow = view.mayAllow && view.resources?.length !== 0;
  const card = html`<div><h1>${client.name} wants to connect to ${membership.tenantName}</h1>
${client.mode === 'sandbox' && html`<p class="lead"><span class="badge warn">Sandbox</span> Only test data is involved.</p>`}</div>
${view.problem && notice('bad', html`<p>${view.problem}</p>`)}
${view.again && shownAgain(api)}
${device && deviceWarning(client, device.userCode)}
${whoAsks(view)}
${tenantSwitch(api, view, action, csrf)}
<form method="post" action="${action}" class="fields">${filledIn(
    view.entered ?? null,
    html`
${csrf}${hidden('tenant', membership.tenantId)}
${hidden('consent', view.note)}
<section class="stack"><h2>${client.name} will be able to</h2>
<ul class="shares">${scopeEntries(api, view.scopes, view.grant)}${detailEntries(api, view.details)}</ul>
<p class="hint">For the ${api.config.tenant.word} ${membership.tenantName}, acting as you. It can never do more than your own role allows.</p></section>
${view.resources && resourceSection(view, view.resources)}
${expirySection(api, view.grant)}
${
  device
    ? html`<p>The device that shows <strong>${device.userCode}</strong> will be connected.</p>`
    : html`<p>You will be sent to <strong>${destination(view.redirectUri)}</strong>.</p>`
}
<div class="actions decide">${
      mayAllow && submit('Allow', 'primary', 'decision', 'allow')
    }${submit("Don't allow", 'plain', 'decision', 'deny')}</div>`,
  )}
</form>
<p class="hint">You can see what it did and take this back at any time under <a href="${api.config.pages.connections.path}">${api.config.pages.connections.title}</a>.</p>`;
  const footer = html`<p>Signed in as <strong>${visitor.user.email}</strong>.</p>
<form method="post" action="/sign-out">${csrf}${hidden('return_to', action)}Not you? <button type="submit" class="link-button">Sign out</button></form>`;
  return page(api, view.status ?? 200, cardPage(api, `Connect ${client.name}`, card, footer), {
    postsMayLeave: device === undefined,
  });
}

/**
 * Warns the user: an attacker who sends them a code connects the attacker's device to the user's data (RFC
 * 8628 section 5.4).
 */
function deviceWarning(client: Client, userCode: string): Html {
  return notice(
    'warn',
    html`<p>Go on only if <strong>${userCode}</strong> is on the screen of a device in front of you, on which you started ${client.name} yourself. If somebody sent you this code or link, do not allow it: their device would get access to your data.</p>`,
  );
}

/** Returns, in a sentence, who made a client that has not been verified. */
function madeBy(client: Client, host: string | null): string {
  switch (client.origin) {
    case 'document':
      return `This application describes itself at ${host}.`;
    case 'registration':
      return 'This application registered itself and gave its own name.';
    case 'page':
      return 'Somebody outside made this application and gave it its name.';
    case 'seed':
      return 'This application was given another name or address by its makers, which nobody has checked since.';
  }
}

function whoAsks({ client, redirectUri, membership }: ConsentView): Html {
  const host = clientHost(client, redirectUri);
  const unverified = !isVouchedFor(client, membership.tenantId);
  return html`<section class="stack"><h2>Who is asking</h2>
<p><strong>${client.name}</strong>${host !== null && html` <span class="soft">from ${host}</span>`} ${
    unverified && html`<span class="badge warn">Not verified</span>`
  }</p>
${
  unverified &&
  html`<p class="hint">${madeBy(client, host)} Go on only if you started this yourself and know where you will be sent.</p>`
}${
  client.origin === 'page' &&
  !unverified &&
  client.settings.verified !== true &&
  html`<p class="hint">Somebody in ${membership.tenantName} made this application.</p>`
}</section>`;
}

function tenantSwitch(api: PageApi, view: ConsentView, action: string, csrf: Html): Fragment {
  if (view.memberships.length < 2) return null;
  // No field is named `decision`: programs find the consent form by that name.
  return html`<form method="post" action="${action}" class="stack">${csrf}
${choices({
  name: 'tenant',
  type: 'radio',
  label: `Which ${api.config.tenant.word}?`,
  options: view.memberships.map(({ tenantId, tenantName }) => ({
    value: tenantId,
    label: tenantName,
    checked: tenantId === view.membership.tenantId,
  })),
})}
${submit(`Show for this ${api.config.tenant.word}`, 'plain', 'show', 'tenant')}</form>`;
}

function resourceSection(view: ConsentView, list: SelectableResource[]): Html {
  if (list.length === 0) {
    return notice(
      'warn',
      html`<p>There is nothing in ${view.membership.tenantName} that you could share with it.</p>`,
    );
  }
  const granted = view.grant && isActive(view.grant) ? (view.grant.resources ?? []).map(resourceValue) : [];
  return html`<section>${choices({
    name: 'resource',
    type: 'checkbox',
    label: 'Choose what it may reach',
    hint: 'Choosing something includes everything below it.',
    problem: view.resourceProblem ? view.problem : undefined,
    options: resourceChoices(list, new Set(granted)),
  })}</section>`;
}
