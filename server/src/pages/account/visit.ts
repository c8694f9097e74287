import { managesTenant } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { Membership } from '../../model/index.ts';
import { csrfToken } from '../../signin/form-token.ts';
import { takeKept } from '../../signin/kept-form.ts';
import { KEPT, ownTarget } from '../../signin/own-notes.ts';
import { localPath } from '../../signin/return-to.ts';
import { readSession, type SignedIn } from '../../signin/session.ts';
import { messagePage } from '../message.ts';
import { PostedForm } from '../posted-form.ts';
import { SIGN_IN } from '../sign-in.ts';
import { signedInForm } from '../signed-in-form.ts';

/** Somebody who is signed in, on a page of theirs, in one of their tenants. */
export interface Visit extends SignedIn {
  request: Inbound;
  memberships: Membership[];
  membership: Membership;
  /** May look after the whole tenant. */
  manages: boolean;
  csrf: string;
  /** The address of the page, for its forms to lead back to. */
  at: string;
  /** A form that is shown again as it was entered: refused just now, or posted when the session had ended (`again`). */
  entered: { to: string; form: PostedForm; again: boolean } | null;
}

/** A visit that posted a form which was made for its session. */
export interface Change extends Visit {
  form: PostedForm;
}

/** Opens a page for whoever is signed in; others sign in first and come back. */
export async function visit(
  api: Api,
  request: Inbound,
  show: (visit: Visit) => Promise<Answer>,
): Promise<Answer> {
  const visitor = await readSession(api, request);
  if (!visitor) {
    const target = request.query === '' ? request.path : `${request.path}?${request.query}`;
    return seeOther(`${SIGN_IN}?return_to=${encodeURIComponent(target)}`);
  }
  const wanted = new URLSearchParams(request.query).get('tenant') ?? undefined;
  const found = await findVisit(api, request, visitor, wanted);
  if (!found) return noTenant(api, visitor);
  const kept = await takeKept(api, request.query, visitor.session);
  const entered = kept && { to: kept.to, form: PostedForm.kept(kept.text), again: true };
  return show({ ...found, at: addressOf(request), entered });
}

/** Reads a posted form, refuses one that was not made for this session (CSRF), then acts. */
export async function change(
  api: Api,
  request: Inbound,
  act: (change: Change) => Promise<Answer>,
): Promise<Answer> {
  const at = (form: PostedForm) => localPath(form.get('at')) ?? '/account';
  const read = await signedInForm(api, request, at);
  if (!read.ok) return read.problem;
  const { visitor, form } = read.value;
  const found = await findVisit(api, request, visitor, form.get('tenant'));
  if (!found) return noTenant(api, visitor);
  const entered = { to: request.path, form, again: false };
  return act({ ...found, at: at(form), entered, form });
}

/** A link to one of the account pages that stays in the tenant at hand. */
export function within(visit: Visit, path: string, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    ...(visit.memberships.length > 1 ? { tenant: visit.membership.tenantId } : {}),
    ...parameters,
  }).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** After a change: the page again by GET, with a word that `done` explains, so that reloading repeats nothing. */
export function changed(visit: Visit, path: string, done?: string): Answer {
  return seeOther(within(visit, path, done === undefined ? {} : { done }));
}

async function findVisit(
  api: Api,
  request: Inbound,
  visitor: SignedIn,
  wanted: string | undefined,
): Promise<Omit<Visit, 'at' | 'entered'> | null> {
  const memberships = await api.store.membershipsOf(visitor.user.id);
  const membership =
    wanted === undefined ? memberships[0] : memberships.find(({ tenantId }) => tenantId === wanted);
  if (!membership) return null;
  return {
    ...visitor,
    request,
    memberships,
    membership,
    manages: managesTenant(api.config, membership.role),
    csrf: csrfToken(api, visitor.session),
  };
}

/** The address of a page for a form on it to lead back to: without what was just done there. */
function addressOf(request: Inbound): string {
  return localPath(ownTarget(request, [KEPT, 'done'])) ?? request.path;
}

function noTenant(api: Api, { user }: SignedIn): Answer {
  const { word } = api.config.tenant;
  return messagePage(api, 403, `There is no such ${word} for you`, {
    text: `You are signed in as ${user.email}, who is no member of the ${word} that this page is about, or of any. Ask for an invitation, or sign in as somebody else.`,
    link: { href: '/sign-out', label: 'Sign out' },
    code: 'no_membership',
  });
}
