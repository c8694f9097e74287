import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { newId } from '../../lib/ids.ts';
import { managesTenant } from '../../manage/members/role.ts';
import {
  type Client,
  type DeviceRequest,
  detailsMember,
  type Grant,
  type Membership,
  type ResourceRef,
} from '../../model/index.ts';
import { isConsentNote } from '../../pages/consent/note.ts';
import { type ConsentView, consentPage } from '../../pages/consent/page.ts';
import { chosenResources, selectsResources } from '../../pages/consent/resources.ts';
import { hidden } from '../../pages/controls.ts';
import { codeEntryPage, deviceDecidedPage, deviceGonePage } from '../../pages/device/pages.ts';
import { html } from '../../pages/html.ts';
import type { PostedForm } from '../../pages/posted-form.ts';
import { signInPage } from '../../pages/sign-in.ts';
import { enteredBefore, signedInForm } from '../../pages/signed-in-form.ts';
import { seal } from '../../signin/form-token.ts';
import { readSession, type SignedIn } from '../../signin/session.ts';
import {
  type ConsentParties,
  ceiling,
  choicesLeft,
  listUnavailable,
  noMembership,
  recordHeld,
  whyNot,
} from '../consent/decidable.ts';
import type { UserCodeThrottle } from './guessing.ts';
import { canonicalUserCode, shownUserCode } from './user-code.ts';

/** A device that waits, and somebody who has entered its code. */
interface Waiting {
  request: Inbound;
  device: DeviceRequest;
  /** Canonical. */
  userCode: string;
  client: Client;
  visitor: SignedIn;
  memberships: Membership[];
  membership: Membership;
  /** What the client already has of this user in this tenant. */
  grant: Grant | null;
  /** The client's connection to the tenant, whoever allowed it. */
  connection: ConsentParties['connection'];
}

/**
 * `GET`: know the user, then ask for the code. One that came with the link (`verification_uri_complete`) is only
 * filled in: the person has to compare it, and a program that opens links finds out nothing.
 */
export async function showDevice(api: Api, throttle: UserCodeThrottle, request: Inbound): Promise<Answer> {
  const { path } = api.config.pages.device;
  const userCode = canonicalUserCode(new URLSearchParams(request.query).get('user_code') ?? '');
  const visitor = await readSession(api, request);
  if (!visitor) {
    const query = userCode === null ? '' : `?user_code=${shownUserCode(userCode)}`;
    return signInPage(api, request, { returnTo: path + query });
  }
  const entered = await enteredBefore(api, request, visitor);
  // Only the page that decides about a device has this field.
  if (entered?.get('found')) return findDevice(api, throttle, request, visitor, entered, true);
  if (entered) return codeEntryPage(api, visitor, { userCode: entered.text('user_code', 40), again: true });
  return codeEntryPage(
    api,
    visitor,
    userCode === null ? { userCode: '' } : { userCode: shownUserCode(userCode), fromLink: true },
  );
}

/** `POST`: know the user, find the device by its code, then show what it asks for or do what was decided. */
export async function decideDevice(api: Api, throttle: UserCodeThrottle, request: Inbound): Promise<Answer> {
  const read = await signedInForm(api, request, () => api.config.pages.device.path);
  if (!read.ok) return read.problem;
  const { visitor, form } = read.value;
  return findDevice(api, throttle, request, visitor, form, false);
}

/** @param kept the form comes from before the session ended: it is shown again, and decides nothing */
async function findDevice(
  api: Api,
  throttle: UserCodeThrottle,
  request: Inbound,
  visitor: SignedIn,
  fields: PostedForm,
  kept: boolean,
): Promise<Answer> {
  const typed = fields.text('user_code', 40);
  const again = (status: number, problem: string, headers: Answer['headers'] = {}) =>
    codeEntryPage(api, visitor, { userCode: typed, status, problem, headers });
  const userCode = canonicalUserCode(typed);
  if (userCode === null) return again(400, 'A code is eight letters, such as WDJB-MJHT.');

  // Who has found a device once need not be counted again for looking at its page and deciding.
  const isKnown = fields.get('found') === foundNote(api, visitor, userCode);
  const entry = isKnown ? null : await throttle.admit(visitor.user.id, request.ip);
  if (entry?.admitted === false) {
    await recordMiss(api, request, visitor, 'too_many_attempts');
    return again(429, `Too many codes were wrong. Please wait ${entry.retryAfter} seconds and try again.`, {
      'retry-after': String(entry.retryAfter),
    });
  }
  const device = await api.store.deviceRequestByUserCode(sha256(userCode), api.clock.now());
  const known = device && (await api.store.client(device.clientId, api.clock.now()));
  if (!known) {
    if (isKnown) return deviceGonePage(api);
    await recordMiss(api, request, visitor, 'user_code_unknown');
    return again(400, 'This code is not known, or it has expired. Check it on your device.');
  }
  await entry?.found();

  const memberships = await api.store.membershipsOf(visitor.user.id);
  const wanted = fields.get('tenant');
  const membership = memberships.find(({ tenantId }) => tenantId === wanted) ?? memberships[0];
  if (!membership) return noMembership(api, visitor);
  const { client } = known;
  const grant = await api.store.grantFor(client.id, visitor.user.id, membership.tenantId);
  const connection = await api.store.connectionOf(client.id, membership.tenantId, client.mode);
  const waiting = { request, device, userCode, client, visitor, memberships, membership, grant, connection };
  if (kept) return consent(api, waiting, { again: true, ticked: fields.all('resource') });
  return decide(api, waiting, fields);
}

async function decide(api: Api, waiting: Waiting, fields: PostedForm): Promise<Answer> {
  const { device, client, visitor, membership, grant } = waiting;
  const again = (problem: string, resourceProblem = false) =>
    consent(api, waiting, { status: 400, problem, resourceProblem, ticked: fields.all('resource') });
  const decision = fields.get('decision');
  if (decision === undefined) return consent(api, waiting);
  if (decision === 'deny') return deny(api, waiting);
  if (decision !== 'allow') return again('Choose whether to allow this or not.');
  const shown = { ...binding(device), client, visitor, tenantId: membership.tenantId };
  if (!isConsentNote(api, shown, fields.get('consent'))) {
    return again('This page was out of date or not the one that was shown. Please look again.');
  }
  const obstacle = whyNot(api, waiting, device.scopes);
  if (obstacle !== null) {
    await recordHeld(api, waiting.request, waiting, device.scopes);
    return again(obstacle);
  }
  if (!selectsResources(api, device.scopes)) return allow(api, waiting, 'unchanged');
  const list = await choicesLeft(api, visitor, membership, grant);
  if (!list) return listUnavailable(api);
  const chosen = chosenResources(list, fields.all('resource'));
  if (!chosen) return again('Something was chosen that is not in the list. Please choose again.', true);
  if (chosen.length === 0) return again('Choose at least one thing that it may reach.', true);
  return allow(api, waiting, chosen);
}

async function consent(
  api: Api,
  waiting: Waiting,
  extra: Pick<ConsentView, 'status' | 'problem' | 'resourceProblem' | 'ticked' | 'again'> = {},
): Promise<Answer> {
  const { device, client, visitor, membership, memberships, grant, userCode } = waiting;
  const selecting = selectsResources(api, device.scopes);
  const resources = selecting ? await choicesLeft(api, visitor, membership, grant) : null;
  const obstacle = whyNot(api, waiting, device.scopes);
  if (selecting && !resources) return listUnavailable(api);
  const shown = shownUserCode(userCode);
  const fields = html`${hidden('user_code', shown)}${hidden('found', foundNote(api, visitor, userCode))}`;
  return consentPage(api, {
    ...binding(device),
    details: device.authorizationDetails,
    visitor,
    client,
    path: api.config.pages.device.path,
    membership,
    memberships,
    resources,
    grant,
    device: { userCode: shown, fields },
    decidable: obstacle === null,
    ...(obstacle === null ? {} : { problem: obstacle }),
    ...extra,
  });
}

/** What ties a decision to this very device: nothing is redirected, and no query is repeated. */
function binding(device: DeviceRequest): Pick<ConsentView, 'redirectUri' | 'scopes' | 'query'> {
  return { redirectUri: '', scopes: device.scopes, query: `device ${device.hash}` };
}

/** Says that this session has entered this code before and found a device. */
function foundNote(api: Api, { session }: SignedIn, userCode: string): string {
  return seal(api, 'device', [session.hash, userCode]);
}

async function allow(api: Api, waiting: Waiting, resources: ResourceRef[] | 'unchanged'): Promise<Answer> {
  const { request, device, client, visitor, membership } = waiting;
  const { scopes, authorizationDetails } = device;
  const parties = { clientId: client.id, userId: visitor.user.id, tenantId: membership.tenantId };
  const outcome = await api.store.allowDevice({
    ...parties,
    deviceHash: device.hash,
    authenticatedAt: visitor.session.createdAt,
    newGrantId: newId('grant'),
    newConnectedAccountId: client.kind === 'platform' ? newId('conn') : null,
    mode: client.mode,
    scopes,
    resources,
    ceiling: await ceiling(api, membership),
    byManager: managesTenant(api, membership.role),
    now: api.clock.now(),
    audit: [
      auditEvent(api, request, 'authorization.granted', {
        ...parties,
        mode: client.mode,
        detail: { scopes, resources, device: true, ...detailsMember(authorizationDetails) },
      }),
    ],
  });
  return outcome === 'allowed' ? deviceDecidedPage(api, client.name, true) : deviceGonePage(api);
}

async function deny(api: Api, waiting: Waiting): Promise<Answer> {
  const { request, device, client, visitor, membership, grant } = waiting;
  const outcome = await api.store.denyDevice({
    hash: device.hash,
    now: api.clock.now(),
    audit: [
      auditEvent(api, request, 'authorization.denied', {
        clientId: client.id,
        userId: visitor.user.id,
        tenantId: membership.tenantId,
        grantId: grant?.id ?? null,
        mode: client.mode,
        outcome: 'denied',
        code: 'access_denied',
        detail: { scopes: device.scopes, device: true },
      }),
    ],
  });
  return outcome === 'denied' ? deviceDecidedPage(api, client.name, false) : deviceGonePage(api);
}

/** The code as typed is not recorded: it may be another device's, off by a letter. */
async function recordMiss(api: Api, request: Inbound, { user }: SignedIn, code: string): Promise<void> {
  const fields = { userId: user.id, outcome: 'denied', code } as const;
  await api.store.record([auditEvent(api, request, 'device.refused', fields)]);
}
