import { managesTenant } from '../../access/roles.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SIGN_UP } from '../../manage/developers/letters.ts';
import type { Membership } from '../../model/index.ts';
import { PROOF_LASTS, provenWithin } from '../../rules/session/proof.ts';
import { csrfToken } from '../../signin/form-token.ts';
import { takeKept } from '../../signin/kept-form.ts';
import { KEPT, ownTarget } from '../../signin/own-notes.ts';
import { localPath } from '../../signin/return-to.ts';
import { readSession, type SignedIn } from '../../signin/session.ts';
import { DASHBOARD } from '../dashboard-path.ts';
import { messagePage } from '../message.ts';
import type { PageApi } from '../page-api.ts';
import { PostedForm } from '../posted-form.ts';
import { proveFirst, proveToGoOn } from '../prove.ts';
import { SIGN_IN } from '../sign-in-paths.ts';
import { signedInForm } from '../signed-in-form.ts';

/** A signed-in user on an account page, in one of their tenants. */
export interface Visit extends SignedIn {
  request: Inbound;
  memberships: Membership[];
  membership: Membership;
  /** Whether the user is a manager of the tenant. */
  manages: boolean;
  csrf: string;
  /** The address of the page, to which its forms lead back. */
  at: string;
  /** A form that is shown again as entered: it was just refused, or its session had ended (`again`). */
  entered: { to: string; form: PostedForm; again: boolean } | null;
}

/** A visit that posted a form made for its session. */
export interface Change extends Visit {
  form: PostedForm;
}

/**
 * Opens a page for a signed-in user. Others sign in first and then return to it.
 *
 * @param proven the user has to have signed in a short time ago
 */
export async function visit(
  api: PageApi,
  request: Inbound,
  show: (visit: Visit) => Promise<Answer>,
  proven = false,
): Promise<Answer> {
  const visitor = await readSession(api, request);
  if (!visitor) {
    const target = request.query === '' ? request.path : `${request.path}?${request.query}`;
    return seeOther(`${SIGN_IN}?return_to=${encodeURIComponent(target)}`);
  }
  const wanted = new URLSearchParams(request.query).get('tenant') ?? undefined;
  const found = await findVisit(api, request, visitor, wanted);
  // People who operate the API, or make applications for it, need belong to no customer of it.
  if (!found && wanted === undefined) {
    if (await api.store.operator(visitor.user.id)) return seeOther(DASHBOARD);
    const developer = await api.store.developer(visitor.user.id);
    if (developer) return seeOther(developer.state === 'approved' ? DASHBOARD : SIGN_UP);
  }
  if (!found) return noTenant(api, visitor);
  if (proven && !isProven(api, visitor)) return proveFirst(api, request, visitor.user, ownTarget(request));
  const kept = await takeKept(api, request.query, visitor.session);
  const entered = kept && { to: kept.to, form: PostedForm.kept(kept.text), again: true };
  return show({ ...found, at: addressOf(request), entered });
}

/**
 * Reads a posted form, refuses one that was not made for this session (CSRF), then acts. Before something dangerous, the user has to
 * have signed in a short time ago.
 */
export async function change(
  api: PageApi,
  request: Inbound,
  act: (change: Change) => Promise<Answer>,
  isDangerous: (action: string | undefined, visit: Pick<Visit, 'manages'>) => boolean,
): Promise<Answer> {
  const at = (form: PostedForm) => localPath(form.get('at')) ?? '/account';
  const read = await signedInForm(api, request, at);
  if (!read.ok) return read.problem;
  const { visitor, form } = read.value;
  const found = await findVisit(api, request, visitor, form.get('tenant'));
  if (!found) return noTenant(api, visitor);
  if (isDangerous(form.get('action'), found) && !isProven(api, visitor)) {
    return proveToGoOn(api, request, visitor.user, form, at(form));
  }
  const entered = { to: request.path, form, again: false };
  return act({ ...found, at: at(form), entered, form });
}

function isProven(api: PageApi, { session }: SignedIn): boolean {
  return provenWithin(session, PROOF_LASTS, api.clock.now());
}

/** Returns a link to an account page that stays in the current tenant. */
export function within(visit: Visit, path: string, parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    ...(visit.memberships.length > 1 ? { tenant: visit.membership.tenantId } : {}),
    ...parameters,
  }).toString();
  return query === '' ? path : `${path}?${query}`;
}

/**
 * Redirects after a change to the page by GET, with a key that `done` explains, so that a reload does not
 * repeat the change.
 */
export function changed(visit: Visit, path: string, done?: string): Answer {
  return seeOther(within(visit, path, done === undefined ? {} : { done }));
}

async function findVisit(
  api: PageApi,
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

/** Returns the address of a page for its forms, without the result of the last action. */
function addressOf(request: Inbound): string {
  return localPath(ownTarget(request, [KEPT, 'done'])) ?? request.path;
}

function noTenant(api: PageApi, { user }: SignedIn): Answer {
  const { noTenant, nav } = api.words.account;
  return messagePage(api, 403, noTenant.heading, {
    text: noTenant.text(user.email, api.config.tenant.word),
    link: { href: '/sign-out', label: nav.signOut },
    code: 'no_membership',
  });
}
