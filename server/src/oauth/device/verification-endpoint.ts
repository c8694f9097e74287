import { auditEvent } from '../../audit/event.ts';
import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import type { Client, DeviceRequest } from '../../model/index.ts';
import { noMembershipPage } from '../../pages/consent/no-consent.ts';
import { hidden } from '../../pages/controls.ts';
import { codeEntryPage, deviceDecidedPage, deviceGonePage } from '../../pages/device/pages.ts';
import { html } from '../../pages/html.ts';
import type { PageApi } from '../../pages/page-api.ts';
import type { PostedForm } from '../../pages/posted-form.ts';
import { askToSignIn } from '../../pages/sign-in.ts';
import { enteredBefore, signedInForm } from '../../pages/signed-in-form.ts';
import { authTimeOf } from '../../rules/sign-in/class.ts';
import { seal } from '../../signin/form-token.ts';
import { readSession, type SignedIn } from '../../signin/session.ts';
import { ask } from '../consent/ask.ts';
import { type ConsentRequest, type Decidable, findDecidable } from '../consent/decidable.ts';
import { type Decision, decide } from '../consent/decide.ts';
import { record } from '../consent/record.ts';
import { mayStillAsk } from './device-authorization-endpoint.ts';
import { admitUserCode } from './guessing.ts';
import { canonicalUserCode, shownUserCode } from './user-code.ts';

/**
 * `GET`: identifies the user, then asks for the code. A code from the link (`verification_uri_complete`) is
 * only filled in: the user has to compare it, and a program that opens links learns nothing.
 */
export async function showDevice(api: PageApi, request: Inbound): Promise<Answer> {
  const { path } = api.config.pages.device;
  const userCode = canonicalUserCode(new URLSearchParams(request.query).get('user_code') ?? '');
  const visitor = await readSession(api, request);
  if (!visitor) {
    const query = userCode === null ? '' : `?user_code=${shownUserCode(userCode)}`;
    return askToSignIn(api, request, { returnTo: path + query });
  }
  const entered = await enteredBefore(api, request, visitor);
  // Only the consent page of a device has this field.
  if (entered?.get('found')) return findDevice(api, request, visitor, entered, true);
  if (entered) return codeEntryPage(api, visitor, { userCode: entered.text('user_code', 40), again: true });
  return codeEntryPage(
    api,
    visitor,
    userCode === null ? { userCode: '' } : { userCode: shownUserCode(userCode), fromLink: true },
  );
}

/**
 * `POST`: identifies the user, finds the device by its code, then shows its request or records the decision.
 */
export async function decideDevice(api: PageApi, request: Inbound): Promise<Answer> {
  const read = await signedInForm(api, request, () => api.config.pages.device.path);
  if (!read.ok) return read.problem;
  const { visitor, form } = read.value;
  return findDevice(api, request, visitor, form, false);
}

/** @param kept a form from before the session ended: it is shown again and decides nothing */
async function findDevice(
  api: PageApi,
  request: Inbound,
  visitor: SignedIn,
  fields: PostedForm,
  kept: boolean,
): Promise<Answer> {
  const typed = fields.text('user_code', 40);
  const again = (status: number, problem: string, headers: Answer['headers'] = {}) =>
    codeEntryPage(api, visitor, { userCode: typed, status, problem, headers });
  const userCode = canonicalUserCode(typed);
  if (userCode === null) return again(400, api.words.device.malformed);

  // After finding a device, the user's further steps with it do not count as attempts.
  const isKnown = fields.get('found') === foundNote(api, visitor, userCode);
  const entry = isKnown ? null : await admitUserCode(api.runtime.throttles, visitor.user.id, request.ip);
  if (entry?.admitted === false) {
    await recordMiss(api, request, visitor, 'too_many_attempts');
    return again(429, api.words.device.wait(entry.retryAfter), {
      'retry-after': String(entry.retryAfter),
    });
  }
  const device = await api.store.deviceRequestByUserCode(sha256(userCode), api.clock.now());
  const known = device && (await api.store.client(device.clientId, api.clock.now()));
  if (!known) {
    if (isKnown) return deviceGonePage(api);
    await recordMiss(api, request, visitor, 'user_code_unknown');
    return again(400, api.words.device.unknown);
  }
  await entry?.found();
  // Checked again with each decision, like an authorization request.
  if (!mayStillAsk(api, known.client, device)) return deviceGonePage(api);

  const asked = toConsent(api, visitor, device, known.client, userCode);
  const decidable = await findDecidable(api, asked, visitor, fields.get('tenant'));
  if (!decidable) return noMembershipPage(api, visitor.user);
  if (kept) return ask(api, decidable, { again: true, entered: fields });
  // Only the page that asks for the code posts a form without these fields.
  const entering = !fields.get('found') && !fields.get('decision');
  if (entering) return ask(api, decidable);
  return finish(api, request, device, decidable, await decide(api, decidable, fields));
}

function toConsent(
  api: PageApi,
  visitor: SignedIn,
  device: DeviceRequest,
  client: Client,
  userCode: string,
): ConsentRequest {
  const shown = shownUserCode(userCode);
  const fields = html`${hidden('user_code', shown)}${hidden('found', foundNote(api, visitor, userCode))}`;
  return {
    client,
    scopes: device.scopes,
    details: device.authorizationDetails,
    // The request's dialects are in its own row. They are never those of a client that has not been verified.
    dialects: [],
    through: 'device_authorization_request',
    redirectUri: '',
    tiedTo: `device ${device.hash}`,
    page: { action: api.config.pages.device.path, device: { userCode: shown, fields } },
  };
}

/** Returns a note that this session has entered this code and found a device. */
function foundNote(api: PageApi, { session }: SignedIn, userCode: string): string {
  return seal(api, 'device', [session.hash, userCode]);
}

/** Records the decision, which the device learns by polling; or asks again. */
async function finish(
  api: PageApi,
  request: Inbound,
  { hash }: DeviceRequest,
  decidable: Decidable,
  decision: Decision,
): Promise<Answer> {
  const authenticatedAt = authTimeOf(decidable.visitor.session);
  const carrier = { kind: 'device', hash, authenticatedAt } as const;
  const recorded = await record(api, request, decidable, decision, carrier);
  switch (recorded.kind) {
    case 'allowed':
    case 'denied':
      return deviceDecidedPage(api, decidable.asked.client.name, recorded.kind === 'allowed');
    case 'gone':
      return deviceGonePage(api);
    case 'again':
      return ask(api, recorded.decidable, recorded.again);
  }
}

/** The typed code is not recorded: it may be another device's, with one letter wrong. */
async function recordMiss(api: PageApi, request: Inbound, { user }: SignedIn, code: string): Promise<void> {
  const fields = { userId: user.id, outcome: 'denied', code } as const;
  await api.store.record([auditEvent(api, request, 'device.refused', fields)]);
}
