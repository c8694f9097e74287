import type { Api } from '../../api.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { managesTenant } from '../../manage/members/role.ts';
import type { Membership } from '../../model/index.ts';
import { takeAside } from '../../signin/aside.ts';
import { csrfToken, isCsrfToken } from '../../signin/form-token.ts';
import { fromOwnPage } from '../../signin/same-origin.ts';
import { readSession, type SignedIn } from '../../signin/session.ts';
import { messagePage, staleForm, unreadableForm } from '../message.ts';
import { PostedForm } from '../posted-form.ts';
import { SIGN_IN, signInPage } from '../sign-in.ts';

/** Somebody who is signed in, on a page of theirs, in one of their tenants. */
export interface Visit extends SignedIn {
  request: Inbound;
  memberships: Membership[];
  membership: Membership;
  /** May look after the whole tenant. */
  manages: boolean;
  csrf: string;
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
  if (!visitor) return signInFirst(request);
  const wanted = new URLSearchParams(request.query).get('tenant') ?? undefined;
  const found = await findVisit(api, request, visitor, wanted);
  return found ? show(found) : noTenant(api, visitor);
}

/**
 * Reads a posted form, refuses one that was not made for this session (CSRF), then acts.
 *
 * @param formAt where the form is, for one that goes on with what was entered when the session has ended meanwhile; never
 *   one that asks for a password
 */
export async function change(
  api: Api,
  request: Inbound,
  act: (change: Change) => Promise<Answer>,
  formAt?: string,
): Promise<Answer> {
  const form = await PostedForm.read(request);
  if (!form.ok) return unreadableForm(api, form.problem);
  const visitor = await readSession(api, request);
  if (!visitor && formAt !== undefined && fromOwnPage(api, request))
    return goOn(api, request, form.value, formAt);
  if (!visitor) return signInFirst(request);
  if (!fromOwnPage(api, request) || !isCsrfToken(api, visitor.session, form.value.get('csrf'))) {
    return staleForm(api, '/account');
  }
  const found = await findVisit(api, request, visitor, form.value.get('tenant'));
  return found ? act({ ...found, form: form.value }) : noTenant(api, visitor);
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
): Promise<Visit | null> {
  const memberships = await api.store.membershipsOf(visitor.user.id);
  const membership =
    wanted === undefined ? memberships[0] : memberships.find(({ tenantId }) => tenantId === wanted);
  if (!membership) return null;
  return {
    ...visitor,
    request,
    memberships,
    membership,
    manages: managesTenant(api, membership.role),
    csrf: csrfToken(api, visitor.session),
  };
}

/** Signs somebody in whose session ended while they typed, and shows the same form again with what they entered. */
function goOn(api: Api, request: Inbound, form: PostedForm, formAt: string): Answer {
  const query = new URLSearchParams({ tenant: form.get('tenant') ?? '', kept: '1' });
  return signInPage(api, request, {
    returnTo: `${formAt}?${query}`,
    problem: 'Your session has ended, and nothing has changed yet. Sign in to go on with what you entered.',
    kept: { entered: form.entered() },
  });
}

/** What somebody entered before they had to sign in again; `null` in every other case. */
export async function enteredBefore(api: Api, { request, session }: Visit): Promise<PostedForm | null> {
  if (new URLSearchParams(request.query).get('kept') !== '1') return null;
  const text = await takeAside(api, session, `form ${request.path}`);
  return text === null ? null : PostedForm.kept(text);
}

function signInFirst(request: Inbound): Answer {
  // A post is not repeated after signing in: its form was made for a session that is gone.
  const target =
    request.method === 'POST' || request.query === '' ? request.path : `${request.path}?${request.query}`;
  const returnTo = request.method === 'POST' ? '/account' : target;
  return seeOther(`${SIGN_IN}?return_to=${encodeURIComponent(returnTo)}`);
}

function noTenant(api: Api, { user }: SignedIn): Answer {
  const { word } = api.config.tenant;
  return messagePage(api, 403, `There is no such ${word} for you`, {
    text: `You are signed in as ${user.email}, who is no member of the ${word} that this page is about, or of any. Ask for an invitation, or sign in as somebody else.`,
    link: { href: '/sign-out', label: 'Sign out' },
    code: 'no_membership',
  });
}
