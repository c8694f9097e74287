import type { Api } from '../../api.ts';
import { type Answer, seeOther } from '../../http/answer.ts';
import { SECOND } from '../../lib/clock.ts';
import { formPostPage } from '../../pages/form-post.ts';
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

/** An answer on its way to the client, through the browser: by its address, or by a form that it posts. */
export type AuthorizationResponse =
  | { show: 'redirect'; location: string }
  | { show: 'form'; action: string; fields: ResponseParameters };

/** A signed answer is read at once; JARM section 2.1 recommends no more than ten minutes. */
const SIGNED_FOR = 5 * 60 * SECOND;

/** The answer that hands `code` to the client, in the mode that it asked for. */
export function codeResponse(
  api: Pick<Api, 'address' | 'keys' | 'clock'>,
  target: ResponseTarget,
  code: string,
): AuthorizationResponse {
  return inMode(api, target, codeParameters(api.address.issuer, target, code));
}

/** The answer that tells the client why there is no code, in the mode that it asked for. */
export function errorResponse(
  api: Pick<Api, 'address' | 'keys' | 'clock'>,
  target: ResponseTarget,
  { error, description }: Pick<WireProblem, 'error' | 'description'>,
): AuthorizationResponse {
  return inMode(api, target, errorParameters(api.address.issuer, target, error, describable(description)));
}

/** The response as something that can be sent to the browser. */
export function toBrowser(api: Api, response: AuthorizationResponse): Answer {
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
 * JARM section 2.1. `aud` keeps the answer to one client from being passed on to another. `iss` stands inside, so
 * nothing but the JWT is sent (RFC 9207 section 2.4).
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
