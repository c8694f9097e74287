import type { Api } from '../../api.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import { SECOND } from '../../lib/clock.ts';
import { formPostPage } from '../../pages/form-post.ts';
import type { PageApi } from '../../pages/page-api.ts';
import {
  codeParameters,
  errorParameters,
  type ResponseParameters,
  type ResponseTarget,
  withQuery,
} from '../../rules/request/authorization-response.ts';
import { isPosted, isSigned, possibleMode } from '../../rules/request/response-mode.ts';
import { signJwt } from '../../tokens/jwt.ts';
import { describable, type WireProblem } from '../errors/wire.ts';

/** An answer that reaches the client through the browser: by a redirect, or by a form that it posts. */
export type AuthorizationResponse =
  | { show: 'redirect'; location: string }
  | { show: 'form'; action: string; fields: ResponseParameters };

/** Clients read a signed answer at once; JARM section 2.1 recommends at most ten minutes. */
const SIGNED_FOR = 5 * 60 * SECOND;

/** The answer that hands `code` to the client, in the mode that it asked for. */
export function codeResponse(
  api: Pick<Api, 'address' | 'keys' | 'clock'>,
  target: ResponseTarget,
  code: string,
): AuthorizationResponse {
  return inMode(api, target, codeParameters(api.address.issuer, target, code));
}

/** Returns the answer with an error, in the requested mode. */
export function errorResponse(
  api: Pick<Api, 'address' | 'keys' | 'clock'>,
  target: ResponseTarget,
  { error, description }: Pick<WireProblem, 'error' | 'description'>,
): AuthorizationResponse {
  return inMode(api, target, errorParameters(api.address.issuer, target, error, describable(description)));
}

/** Returns the HTTP answer that brings the response to the browser. */
export function toBrowser(api: PageApi, response: AuthorizationResponse): Answer {
  return response.show === 'redirect'
    ? seeOther(response.location)
    : formPostPage(api, response.action, response.fields);
}

function inMode(
  api: Pick<Api, 'address' | 'keys' | 'clock'>,
  target: ResponseTarget,
  plain: ResponseParameters,
): AuthorizationResponse {
  const mode = possibleMode(target.responseMode, target);
  const parameters: ResponseParameters = isSigned(mode) ? [['response', signed(api, target, plain)]] : plain;
  return isPosted(mode)
    ? { show: 'form', action: target.redirectUri, fields: parameters }
    : { show: 'redirect', location: withQuery(target.redirectUri, parameters) };
}

/**
 * JARM section 2.1. `aud` prevents an answer to one client from being accepted by another. `iss` is inside,
 * so only the JWT is sent (RFC 9207 section 2.4).
 */
function signed(
  { address, keys, clock }: Pick<Api, 'address' | 'keys' | 'clock'>,
  { clientId, responseAlgorithm }: ResponseTarget,
  parameters: ResponseParameters,
): string {
  const algorithm = keys.algorithms().find((each) => each === responseAlgorithm);
  return signJwt(keys.signing(algorithm), 'JWT', {
    ...Object.fromEntries(parameters),
    iss: address.issuer,
    aud: clientId,
    iat: Math.floor(clock.now() / SECOND),
    exp: Math.floor((clock.now() + SIGNED_FOR) / SECOND),
  });
}
