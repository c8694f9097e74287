import type { Api } from '../../api.ts';
import { originOf } from '../../config/protected-resource.ts';
import { type Answer, json, NO_STORE } from '../../http/answer.ts';
import { provenThumbprint } from '../../http/client-certificate.ts';
import type { Inbound } from '../../http/inbound.ts';
import { isCurrent, lifeOf } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Confirmation } from '../../model/index.ts';
import { claimsAbout } from '../../openid/claims.ts';
import { PROOF_SENTENCES } from '../../proof/problem.ts';
import { freshNonce, readProof, spendProof } from '../../proof/request-proof.ts';
import type { AccessRecord } from '../../store/store.ts';
import { signJwt } from '../../tokens/jwt.ts';
import { subjectFor } from '../../tokens/subject.ts';
import { isLiveAccess } from '../live-access.ts';
import { type BearerProblem, type PresentedBearer, presentedBearer } from '../presented-bearer.ts';
import { describable } from '../rules/description.ts';

/** Why nothing is told. `error` is absent for a request without credentials (RFC 6750 section 3.1). */
interface Unanswered {
  status: 400 | 401 | 403;
  error?:
    | 'invalid_request'
    | 'invalid_token'
    | 'insufficient_scope'
    | 'invalid_dpop_proof'
    | 'use_dpop_nonce';
  description?: string;
  scheme?: 'Bearer' | 'DPoP';
  headers?: Record<string, string>;
}

/** The userinfo endpoint (OpenID Connect Core section 5.3): what the user agreed to tell the client. */
export function userinfoEndpoint(api: Api): (request: Inbound) => Promise<Answer> {
  return async (request) => {
    const presented = await presentedBearer(request);
    if (!presented.ok) return challenge(api, UNPRESENTED[presented.problem]);
    const found = await permitted(api, request, presented.value);
    return found.ok ? tell(api, found.value) : challenge(api, found.problem);
  };
}

const INVALID = { status: 401, error: 'invalid_token' } as const;
const NOT_LIVE: Unanswered = { ...INVALID, description: 'The access token is unknown, expired or revoked.' };
const NO_OPENID: Unanswered = {
  status: 403,
  error: 'insufficient_scope',
  description: 'The token was not given for signing in: it needs the scope openid.',
};

const UNPRESENTED: Record<BearerProblem, Unanswered> = {
  none: { status: 401 },
  malformed: { ...INVALID, description: 'Send one access token: the scheme, a space, the token.' },
  several: { status: 400, error: 'invalid_request', description: 'Send the access token once.' },
  in_url: {
    status: 400,
    error: 'invalid_request',
    description: 'An access token does not belong into the URL; send it in the Authorization header.',
  },
  unreadable: { status: 400, error: 'invalid_request', description: 'The form cannot be read.' },
};

async function permitted(
  api: Api,
  request: Inbound,
  presented: PresentedBearer,
): Promise<Result<AccessRecord, Unanswered>> {
  const hash = sha256(presented.token);
  const now = api.clock.now();
  const record = await api.store.accessToken(hash);
  if (!record) {
    const personal = await api.store.personalToken(hash);
    const live =
      personal?.role != null && personal.token.revokedAt === null && isCurrent(lifeOf(personal.token), now);
    return refused(live ? NO_OPENID : NOT_LIVE);
  }
  if (!isLiveAccess(record, now)) return refused(NOT_LIVE);
  const unproved = await bindingProblem(api, request, presented, record.token.confirmation);
  if (unproved) return refused(unproved);
  return record.token.scopes.includes('openid') ? ok(record) : refused(NO_OPENID);
}

/** RFC 9449 section 7.1, RFC 8705 section 3: a token that is bound to a key is nothing without it. */
async function bindingProblem(
  api: Api,
  request: Inbound,
  { scheme, token }: PresentedBearer,
  bound: Confirmation | null,
): Promise<Unanswered | null> {
  const key = bound !== null && 'jkt' in bound ? bound.jkt : null;
  if (scheme === 'Bearer') {
    if (key !== null) {
      return { ...INVALID, scheme: 'DPoP', description: 'The token is bound to a key: send a DPoP proof.' };
    }
    if (bound === null || ('x5tS256' in bound && bound.x5tS256 === provenThumbprint(api, request)))
      return null;
    return { ...INVALID, description: 'The token is bound to another client certificate.' };
  }
  if (key === null) return { ...INVALID, description: 'The token is not bound to a DPoP key.' };
  const header = request.headers.dpop;
  const { certificateOrigin } = api.address;
  const proof = readProof(api, {
    proof: Array.isArray(header) ? header.join(', ') : header,
    method: request.method,
    origins: [originOf(api, request.host), ...(certificateOrigin ? [certificateOrigin] : [])],
    path: request.path,
    token,
  });
  if (!proof.ok) {
    const unproved = { status: 401, scheme: 'DPoP', description: PROOF_SENTENCES[proof.problem] } as const;
    return proof.problem === 'nonce'
      ? { ...unproved, error: 'use_dpop_nonce', headers: { 'dpop-nonce': freshNonce(api) } }
      : { ...unproved, error: 'invalid_dpop_proof' };
  }
  if (proof.value.thumbprint !== key) {
    return { ...INVALID, scheme: 'DPoP', description: 'The token is bound to another key.' };
  }
  if ((await spendProof(api, proof.value)) === 'first') return null;
  return { status: 401, scheme: 'DPoP', error: 'invalid_dpop_proof', description: PROOF_SENTENCES.replayed };
}

/** JSON, or a JWT for a client that registered an algorithm (Core section 5.3.2). */
async function tell(
  api: Api,
  { token, family, user, tenant, client, grant, role }: AccessRecord,
): Promise<Answer> {
  if (!client || !user || !tenant || !grant || role === null) return challenge(api, NOT_LIVE);
  const membership = { userId: user.id, tenantId: tenant.id, tenantName: tenant.name, role };
  const claims = {
    ...(await claimsAbout(
      api,
      { user, membership },
      { scopes: token.scopes, requested: family?.context.claims?.userinfo ?? {}, agreed: grant.scopes },
    )),
    sub: subjectFor(api.keys, client, user.id),
  };
  const algorithm = api.keys.algorithms().find((each) => each === client.settings.userinfoAlgorithm);
  if (algorithm === undefined) return json(200, claims, NO_STORE);
  return {
    status: 200,
    headers: { 'content-type': 'application/jwt', ...NO_STORE },
    body: signJwt(api.keys.signing(algorithm), 'JWT', {
      ...claims,
      iss: api.address.issuer,
      aud: client.id,
    }),
  };
}

/** RFC 6750 section 3. */
function challenge(api: Api, { status, error, description, scheme = 'Bearer', headers }: Unanswered): Answer {
  const attributes = [`realm="${api.config.name}"`];
  if (error) attributes.push(`error="${error}"`);
  if (description) attributes.push(`error_description="${describable(description)}"`);
  if (error === 'insufficient_scope') attributes.push('scope="openid"');
  if (scheme === 'DPoP') attributes.push(`algs="${api.config.dpop.algorithms.join(' ')}"`);
  return json(status, error ? { error, error_description: describable(description ?? '') } : {}, {
    ...NO_STORE,
    'www-authenticate': `${scheme} ${attributes.join(', ')}`,
    ...headers,
  });
}
