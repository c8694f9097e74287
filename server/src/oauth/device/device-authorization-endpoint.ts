import type { Api } from '../../api.ts';
import type { DialectName } from '../../config/index.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { newSecret } from '../../lib/ids.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { Budget } from '../../limits/throttle.ts';
import { type Client, DEVICE_CODE, type DeviceRequest, detailsMember } from '../../model/index.ts';
import { qrCodeDataUri } from '../../pages/qr-code.ts';
import { grantTypeProblem } from '../../rules/client/grant-types.ts';
import { isStopped } from '../../rules/client/standing.ts';
import { chooseScopes } from '../../rules/scope/scope.ts';
import { readDetails } from '../asked/details.ts';
import { resourcesFor } from '../asked/resources.ts';
import { scopeRulesFor } from '../asked/scope-rules.ts';
import { oauthEvent } from '../audit/oauth-event.ts';
import { type AuthenticatedClient, authenticateClient } from '../client-auth/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import { refuse } from '../errors/refuse.ts';
import { parseTokenForm, type TokenForm } from '../form/token-form.ts';
import { newUserCode, shownUserCode } from './user-code.ts';

/** Seconds that a user has to open the page and decide. */
const LIFETIME = 600;
/** Seconds between two polls, initially. */
const INTERVAL = 5;
/** Each request stores a row, and each pending code can be guessed. */
const REQUESTS = new Budget('devices', { network: 60, total: 3_000, seconds: 60 });
/** With 20^8 user codes, two collisions in a row hardly ever occur. */
const TRIES = 5;

/**
 * The device authorization endpoint (RFC 8628 section 3.1): issues the codes that a device shows to its user.
 */
export function deviceAuthorizationEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const form = await parseTokenForm(api, request);
    if (!form.ok) return refuse(api, request, form.problem);
    const client = await authenticateClient(api, request, form.value);
    if (!client.ok) return refuse(api, request, client.problem);
    const clientId = client.value.id;
    const asked = await readAsked(api, client.value, form.value);
    if (!asked.ok) return refuse(api, request, { clientId, ...asked.problem });
    const retryAfter = await REQUESTS.take(api.runtime.throttles, request.ip);
    if (retryAfter !== null) {
      return refuse(api, request, { reason: 'too_many_devices', clientId, retryAfter });
    }
    const opened = await open(api, request, client.value, asked.value, form.value.used);
    return opened ?? refuse(api, request, { reason: 'user_codes_exhausted', clientId });
  };
}

type Asked = Pick<DeviceRequest, 'scopes' | 'audience' | 'authorizationDetails'> & { qr: boolean };

async function readAsked(
  api: Api,
  client: AuthenticatedClient,
  { params }: TokenForm,
): Promise<Result<Asked, OAuthProblem>> {
  const access = readAccess(api, client, params.get('scope'), params.get('authorization_details'));
  if (!access.ok) return access;
  const audience = await resourcesFor(api, client, params.all('resource'));
  if (!audience.ok) return refused({ reason: audience.problem });
  const qr = params.get('qr');
  if (qr !== undefined && qr !== 'svg') return refused({ reason: 'qr_unsupported' });
  return ok({ ...access.value, audience: audience.value, qr: qr === 'svg' });
}

function readAccess(
  api: Api,
  client: Client,
  scope: string | undefined,
  authorizationDetails: string | undefined,
): Result<Pick<DeviceRequest, 'scopes' | 'authorizationDetails'>, OAuthProblem> {
  const notAllowed = grantTypeProblem(client, DEVICE_CODE);
  if (notAllowed) return refused({ reason: notAllowed });
  const details = readDetails(api, client, authorizationDetails);
  if (!details.ok) return details;
  const rules = scopeRulesFor(api.config, client);
  const scopes = chooseScopes(scope, { ...rules, mayBeNone: details.value.length > 0 });
  if (!scopes.ok) return refused(scopes.problem);
  return ok({ scopes: scopes.value, authorizationDetails: details.value });
}

/**
 * Returns whether the client may still request this: its owner can change it while a device waits for its
 * user.
 */
export function mayStillAsk(
  api: Api,
  client: Client,
  { scopes, authorizationDetails }: DeviceRequest,
): boolean {
  const scope = scopes.length === 0 ? undefined : scopes.join(' ');
  const details = authorizationDetails.length === 0 ? undefined : JSON.stringify(authorizationDetails);
  return !isStopped(client) && readAccess(api, client, scope, details).ok;
}

async function open(
  api: Api,
  request: Inbound,
  client: AuthenticatedClient,
  { scopes, audience, authorizationDetails, qr }: Asked,
  dialects: readonly DialectName[],
): Promise<Answer | null> {
  const now = api.clock.now();
  const deviceCode = newSecret();
  const detail = { scopes, ...detailsMember(authorizationDetails) };
  const audit = [oauthEvent(api, request, 'device.requested', { client, detail, dialects })];
  for (let tries = 0; tries < TRIES; tries++) {
    const userCode = newUserCode();
    const waiting: DeviceRequest = {
      hash: sha256(deviceCode),
      userCodeHash: sha256(userCode),
      clientId: client.id,
      scopes,
      audience,
      authorizationDetails,
      mode: client.mode,
      status: 'pending',
      userId: null,
      tenantId: null,
      grantId: null,
      grantVersion: null,
      selection: null,
      authenticatedAt: null,
      createdAt: now,
      expiresAt: now + LIFETIME * SECOND,
      polledAt: null,
      interval: INTERVAL * SECOND,
    };
    if ((await api.store.openDeviceRequest(waiting, audit)) === 'exists') continue;
    const page = devicePage(api);
    const complete = `${page}?user_code=${shownUserCode(userCode)}`;
    return json(
      200,
      {
        device_code: deviceCode,
        user_code: shownUserCode(userCode),
        verification_uri: page,
        verification_uri_complete: complete,
        expires_in: LIFETIME,
        interval: INTERVAL,
        // An extension: the link as a QR code (RFC 8628 section 3.3.1). Only in the answer to the device
        // itself, so that an attacker cannot make this server draw a code for another request.
        ...(qr ? { verification_qr: qrCodeDataUri(complete) } : {}),
      },
      NO_STORE,
    );
  }
  return null;
}

/**
 * Returns where the user enters the code: on the host of the authorization endpoint, to which the session
 * belongs.
 */
export function devicePage({ address, config }: Pick<Api, 'address' | 'config'>): string {
  return new URL(config.pages.device.path, address.endpoints.authorization).href;
}
