import type { Api } from '../../api.ts';
import { sha256 } from '../../lib/compare.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import {
  ASSERTION_TYPE,
  type ClientAssertion,
  readClientAssertion,
} from '../../rules/client/client-assertion.ts';
import { isSameAlgorithm } from '../../rules/jws/signing-algorithms.ts';
import { type ClientKeyProblem, verifyWithClientKeys } from '../client-keys/verify.ts';
import { waiverOf } from '../dialects/index.ts';
import type { ClientReason } from '../errors/client.ts';
import type { KnownClient } from '../form/known-client.ts';
import type { TokenForm } from '../form/token-form.ts';
import type { Credentials } from './method.ts';
import { isSignedWithSecret } from './sealed-secret.ts';

/**
 * Reads `private_key_jwt` and `client_secret_jwt` (RFC 7523 section 2.2). Returns `null` if there is no
 * assertion.
 */
export function clientAssertion(api: Api, form: TokenForm): Result<Credentials, ClientReason> | null {
  const { params } = form;
  const text = params.get('client_assertion');
  const type = params.get('client_assertion_type');
  if (text === undefined && type === undefined) return null;
  if (form.basic || params.has('client_secret')) return refused('credentials_twice');
  if (text === undefined || type === undefined) return refused('assertion_incomplete');
  if (type !== ASSERTION_TYPE) return refused('assertion_type_unsupported');
  const { endpoints, issuer } = api.address;
  const lenient = form.named && waiverOf(form.dialects, 'issuer_as_audience', form.named.client) !== null;
  const assertion = readClientAssertion(text, {
    issuer,
    alsoFor: lenient ? [endpoints.token] : [],
    now: api.clock.now(),
    notBefore: api.runtime.restoredAt,
  });
  if (!assertion.ok) return assertion;
  const { clientId, method } = assertion.value;
  const named = params.get('client_id');
  // RFC 7521 section 4.2: client_id is optional beside an assertion, but must identify the same client.
  if (named !== undefined && named !== clientId) return refused('assertion_of_another_client');
  return ok({ clientId, method, secret: null, assertion: assertion.value });
}

const KEY_PROBLEMS = {
  keys_unavailable: 'assertion_keys_unavailable',
  signature_wrong: 'assertion_signature',
  algorithm_not_taken: 'assertion_algorithm',
} as const satisfies Record<ClientKeyProblem, ClientReason>;

/** Returns why an assertion does not authenticate the client, or `null` if it does. A valid one is spent. */
export async function assertionProblem(
  api: Api,
  { client, secrets }: KnownClient,
  assertion: ClientAssertion,
): Promise<ClientReason | null> {
  const { jws, method } = assertion;
  const { assertionAlgorithm } = client.settings;
  if (assertionAlgorithm !== undefined && !isSameAlgorithm(jws.header.alg, assertionAlgorithm)) {
    return 'assertion_signature';
  }
  if (method === 'client_secret_jwt') {
    if (!(await isSignedWithSecret(api, secrets, jws))) return 'assertion_signature';
  } else {
    const verified = await verifyWithClientKeys(api, client, jws);
    if (!verified.ok) {
      return KEY_PROBLEMS[verified.problem];
    }
  }
  const use = await api.store.useOnce({
    purpose: 'client_assertion',
    // Ids are stored per client, so that one client cannot spend another's.
    key: sha256(JSON.stringify([client.id, assertion.id])),
    expiresAt: assertion.expiresAt,
  });
  return use === 'first' ? null : 'assertion_replayed';
}
