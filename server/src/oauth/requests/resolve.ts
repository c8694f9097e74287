import type { Api } from '../../api.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Client, TokenHash } from '../../model/index.ts';
import type { RequestObject } from '../../rules/request/request-object.ts';
import type { Pairs } from '../dialects/index.ts';
import type { OAuthProblem } from '../errors/problem.ts';
import { isPushedUri, pushedRequest } from './pushed.ts';
import { fetchedObject, verifiedObject } from './signed.ts';

/** The parameters of an authorization request, from whichever source. */
export interface ResolvedRequest {
  pairs: Pairs;
  /** The client sent them directly, before the browser (RFC 9126). */
  pushed: boolean;
  /** The client signed them (RFC 9101); for a pushed request, this was verified when it was pushed. */
  signed: boolean;
  /** The hash of a stored request, which a decision consumes. */
  stored: TokenHash | null;
  /** The request object, if it came with this request. */
  object: RequestObject | null;
}

/**
 * Returns the parameters of an authorization request: those in the query, in a stored request, or in a signed
 * object. For the last two, the query adds nothing (RFC 9101 section 6.3), because an attacker could have
 * written the link.
 */
export async function resolveRequest(
  api: Api,
  client: Client,
  pairs: Pairs,
): Promise<Result<ResolvedRequest, OAuthProblem>> {
  const value = (name: string) => pairs.find(([each, text]) => each === name && text !== '')?.[1];
  const [object, uri] = [value('request'), value('request_uri')];
  if (object !== undefined && uri !== undefined) return refused({ reason: 'request_twice' });
  if (object !== undefined) return signedRequest(api, client, object);
  if (uri === undefined) return ok({ pairs, pushed: false, signed: false, stored: null, object: null });
  if (isPushedUri(uri)) {
    const found = await pushedRequest(api, client, uri);
    if (!found) return refused({ reason: 'request_uri_unknown' });
    return ok({ pairs: found.parameters, pushed: true, signed: true, stored: found.hash, object: null });
  }
  const fetched = await fetchedObject(api, client, uri);
  return fetched.ok ? signedRequest(api, client, fetched.value) : fetched;
}

async function signedRequest(
  api: Api,
  client: Client,
  text: string,
): Promise<Result<ResolvedRequest, OAuthProblem>> {
  const object = await verifiedObject(api, client, text);
  if (!object.ok) return object;
  return ok({ pairs: object.value.pairs, pushed: false, signed: true, stored: null, object: object.value });
}
