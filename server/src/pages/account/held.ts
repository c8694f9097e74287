import type { Connection } from '../../manage/connections/connection.ts';
import { isRevoked, isSuspended } from '../../rules/grant/standing.ts';
import { notice, submit } from '../controls.ts';
import { type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { postForm } from './form.ts';
import type { Visit } from './visit.ts';

/** Shows a manager's decision about a connection: the user reads whom to ask, a manager can release it. */
export function heldPanel(api: PageApi, visit: Visit, action: string, connection: Connection): Fragment {
  const { grant } = connection;
  const { held } = grant;
  if (held === null) return null;
  if (!visit.manages) return notice('warn', html`<p>${heldSentence(api, visit, connection)}</p>`);
  // A suspended connection has a button of its own.
  const own = held.stopped || held.scopes !== null || held.resources !== null;
  const resumes = isSuspended(grant) && held.scopes === null && held.resources === null && !held.addresses;
  const isTheirs = grant.userId === visit.user.id;
  // Holds of other users' parts are not shown on the page of a part that ended.
  const ofOthers = isRevoked(grant) && connection.parts > 0 && !own;
  const words = api.words.connections.held;
  return html`<section class="panel"><h2>${words.heading}</h2><ul>${decisions(api, connection)}</ul>
<p>${isTheirs ? words.mayUndo(visit.membership.tenantName) : words.mayNot(connection.user.name)}</p>${
    !resumes &&
    !ofOthers &&
    postForm(
      visit,
      { path: action, action: 'release' },
      submit(isTheirs ? words.undo : words.leaveTo(connection.user.name)),
    )
  }</section>`;
}

/** Returns the same in a sentence for the user. */
export function heldSentence(
  { words }: PageApi,
  { membership }: Pick<Visit, 'membership'>,
  { grant, client }: Connection,
): string {
  const { tenantName } = membership;
  const { sentence } = words.connections.held;
  if (grant.held?.stopped && isRevoked(grant)) {
    return sentence.ended(tenantName, client.name);
  }
  if (grant.held?.stopped) return sentence.suspended(tenantName);
  if (grant.held?.addresses && grant.held.scopes === null && grant.held.resources === null) {
    return sentence.addresses(tenantName);
  }
  return sentence.limited(tenantName, client.name);
}

/** Returns why one user cannot suspend a connection in which others have a part. */
export function sharedSentence(
  { words }: PageApi,
  { membership }: Pick<Visit, 'membership'>,
  { client }: Connection,
): string {
  return words.connections.shared(membership.tenantName, client.name);
}

function decisions({ words }: PageApi, { grant }: Connection): Html[] {
  const { over, suspended, noMore, addresses } = words.connections.held;
  const { held } = grant;
  const said = [
    held?.stopped && (isRevoked(grant) ? over : suspended),
    (held?.scopes || held?.resources) && noMore,
    held?.addresses && addresses,
  ];
  return said.flatMap((each) => (each ? [html`<li>${each}</li>`] : []));
}
