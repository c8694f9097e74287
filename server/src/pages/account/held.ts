import type { Connection } from '../../manage/connections/connection.ts';
import { isRevoked, isSuspended } from '../../rules/grant/standing.ts';
import { notice, submit } from '../controls.ts';
import { type Fragment, type Html, html } from '../html.ts';
import { postForm } from './form.ts';
import type { Visit } from './visit.ts';

/** Shows a manager's decision about a connection: the user reads whom to ask, a manager can release it. */
export function heldPanel(visit: Visit, action: string, connection: Connection): Fragment {
  const { grant } = connection;
  const { held } = grant;
  if (held === null) return null;
  if (!visit.manages) return notice('warn', html`<p>${heldSentence(visit, connection)}</p>`);
  // A suspended connection has a button of its own.
  const own = held.stopped || held.scopes !== null || held.resources !== null;
  const resumes = isSuspended(grant) && held.scopes === null && held.resources === null && !held.addresses;
  const isTheirs = grant.userId === visit.user.id;
  // Holds of other users' parts are not shown on the page of a part that ended.
  const ofOthers = isRevoked(grant) && connection.parts > 0 && !own;
  return html`<section class="panel"><h2>Decided by a manager</h2><ul>${decisions(connection)}</ul>
<p>${isTheirs ? `You manage ${visit.membership.tenantName}, so you can undo this.` : `${connection.user.name} cannot undo this.`}</p>${
    !resumes &&
    !ofOthers &&
    postForm(
      visit,
      { path: action, action: 'release' },
      submit(isTheirs ? 'Undo this' : `Leave it to ${connection.user.name}`),
    )
  }</section>`;
}

/** Returns the same in a sentence for the user. */
export function heldSentence(
  { membership }: Pick<Visit, 'membership'>,
  { grant, client }: Connection,
): string {
  const { tenantName } = membership;
  const ask = `Ask a manager of ${tenantName}.`;
  if (grant.held?.stopped && isRevoked(grant)) {
    return `A manager of ${tenantName} ended this connection, so ${client.name} cannot be connected again. ${ask}`;
  }
  if (grant.held?.stopped) return `A manager of ${tenantName} suspended this connection. ${ask}`;
  if (grant.held?.addresses && grant.held.scopes === null && grant.held.resources === null) {
    return `A manager of ${tenantName} said from where this connection may be used. ${ask}`;
  }
  return `A manager of ${tenantName} limited what ${client.name} may do here, so it cannot be given more. ${ask}`;
}

/** Returns why one user cannot suspend a connection in which others have a part. */
export function sharedSentence({ membership }: Pick<Visit, 'membership'>, { client }: Connection): string {
  const { tenantName } = membership;
  return `Others of ${tenantName} connected ${client.name} as well, so only a manager of ${tenantName} can stop it for everybody.`;
}

function decisions({ grant }: Connection): Html[] {
  const { held } = grant;
  const said = [
    held?.stopped && (isRevoked(grant) ? 'It is over, and cannot be connected again.' : 'It is suspended.'),
    (held?.scopes || held?.resources) && 'It cannot be given more than it has.',
    held?.addresses && 'It may be used from these addresses only.',
  ];
  return said.flatMap((each) => (each ? [html`<li>${each}</li>`] : []));
}
