import type { Api } from '../../../api.ts';
import { isTooLenient } from '../../../config/schema/dialect-names.ts';
import { sha256 } from '../../../lib/compare.ts';
import { ok, type Result, refused } from '../../../lib/result.ts';
import {
  DEVICE_CODE,
  type DeviceRequest,
  type Grant,
  type Instant,
  NO_CONTEXT,
} from '../../../model/index.ts';
import { idTokenMember, staysConnected } from '../../../openid/id-token.ts';
import { standingProblem } from '../../../rules/grant/standing.ts';
import { narrowResources } from '../../../rules/scope/resource.ts';
import { allowedUnder } from '../../../rules/token/device.ts';
import type { DeviceOutcome } from '../../../store/store.ts';
import { knownResources } from '../../asked/resources.ts';
import { oauthEvent } from '../../audit/oauth-event.ts';
import type { OAuthProblem, PlainReason } from '../../errors/problem.ts';
import { mintFamily } from '../mint-family.ts';
import { tokenAnswer } from '../token-answer.ts';
import { handleGrant } from './grant.ts';

/**
 * One poll of a device (RFC 8628 section 3.4). Of several polls at once, the store decides which gets the
 * tokens.
 */
export const deviceCode = handleGrant(
  DEVICE_CODE,
  async ({ api, request, client, params, resources, confirmation, useProof, used }) => {
    const now = api.clock.now();
    const hash = sha256(params.device_code);
    const device = await api.store.deviceRequest(hash);
    // The same answer for another client's device code, so that a client learns nothing about another's users
    // (RFC 8628 section 3.4).
    if (device?.clientId !== client.id) return refused({ reason: 'device_unknown' });
    const audience = narrowResources(
      resources,
      device.audience,
      await knownResources(api, client, resources),
    );
    if (!audience.ok) return refused({ reason: audience.problem });

    const allowed = await whatWasAllowed(api, device, now);
    if (!allowed.ok) return allowed;
    const grant = allowed.value;
    if (grant && isTooLenient(client, used, grant.tenantId)) {
      return refused({ reason: 'dialect_outside_tenant', grant });
    }
    // A poll without tokens changes nothing, so its proof need not be spent.
    const proof = grant ? await useProof() : ok(null);
    if (!proof.ok) return refused({ ...proof.problem, ...(grant ? { grant } : {}) });
    const { authorizationDetails } = device;
    const minted =
      grant &&
      mintFamily(api, {
        client,
        grant,
        grantVersion: device.grantVersion ?? grant.version,
        scopes: device.scopes,
        audience: device.audience,
        tokenAudience: audience.value,
        mode: device.mode,
        context: {
          ...NO_CONTEXT,
          authenticatedAt: device.authenticatedAt,
          authorizationDetails,
          selection: device.selection ?? 0,
        },
        authorizationDetails,
        confirmation,
        refreshes: staysConnected(api, client, device.scopes),
        now,
      });
    const detail = { scopes: device.scopes };
    const { scopes } = device;
    const signedIn = minted && grant;
    const idToken = signedIn
      ? await idTokenMember(api, {
          client,
          family: minted.family,
          grant,
          scopes,
          accessToken: minted.access.token,
          first: true,
        })
      : {};
    const outcome = await api.store.redeemDevice({
      hash,
      clientId: client.id,
      now,
      minted: minted && {
        family: minted.family,
        access: minted.access.record,
        refresh: minted.refresh?.record ?? null,
      },
      audit: [oauthEvent(api, request, 'device.redeemed', { client, grant, detail, dialects: used })],
    });
    if (outcome !== 'redeemed' || !minted) {
      const reason = outcome === 'redeemed' ? 'device_pending' : REFUSED[outcome];
      return refused({ reason, ...(grant ? { grant } : {}) });
    }
    const { access, refresh } = minted;
    const details = authorizationDetails;
    return ok(
      tokenAnswer(api, { access, confirmation, refresh, scopes, details, idToken, connection: grant, now }),
    );
  },
  metadata,
);

/** RFC 8628 section 4. */
function metadata({ address }: Api): Record<string, unknown> {
  return { device_authorization_endpoint: address.endpoints.deviceAuthorization };
}

const REFUSED: Record<Exclude<DeviceOutcome, 'redeemed'>, PlainReason> = {
  pending: 'device_pending',
  slow_down: 'device_slow_down',
  denied: 'device_denied',
  expired: 'device_expired',
  revoked: 'grant_revoked',
  unknown: 'device_unknown',
};

/**
 * Returns the grant behind a device that its user allowed, if it still stands, or `null` if there are no
 * tokens to issue.
 */
async function whatWasAllowed(
  { store }: Api,
  device: DeviceRequest,
  now: Instant,
): Promise<Result<Grant | null, OAuthProblem>> {
  const allowed = allowedUnder(device);
  if (!allowed) return ok(null);
  const grant = await store.grantById(allowed.grantId);
  if (!grant) return refused({ reason: 'grant_revoked' });
  const membership = await store.membership(grant.userId, grant.tenantId);
  const problem = standingProblem(grant, allowed.version, membership?.role ?? null, now);
  return problem ? refused({ reason: problem, grant }) : ok(grant);
}
