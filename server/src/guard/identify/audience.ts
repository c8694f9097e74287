import type { KeylessApi } from '../../api.ts';
import {
  isAtOrBelow,
  originOf,
  protectedResources,
  separateAt,
} from '../../config/addressing/protected-resource.ts';
import type { Mode } from '../../model/index.ts';
import type { Call } from '../call.ts';
import type { Failure } from '../refusal/refusals.ts';
import type { PresentedToken } from './presented-token.ts';

/** A call with the token that it is made with. */
interface Presented {
  api: KeylessApi;
  call: Call;
  token: PresentedToken;
}

/** RFC 8707 section 2: a token that was asked for another resource must not open this one. */
export function audienceProblem({ api, call, token: { audience } }: Presented): Failure | null {
  if (audience.some((resource) => opens(api, call, resource))) return null;
  const code = 'invalid_token';
  if (audience.length > 0) return { code, detail: 'The token was issued for another resource.' };
  // A resource that stands for itself is opened by tokens alone that were asked for it.
  const separate = separateIdentifier(api, call);
  if (separate === null) return null;
  return { code, detail: `The token was not issued for ${separate}; ask for one with that as its resource.` };
}

/**
 * Whether a token for `resource` opens this call. The issuer and every domain stand for the API as a whole, a
 * resource with a path for what is at or below that path, a separate one for itself alone.
 */
function opens(api: KeylessApi, call: Call, resource: string): boolean {
  const identifier = resource.replace(/\/$/, '');
  const separate = separateIdentifier(api, call);
  if (separate !== null) return identifier === separate;
  if (identifier === api.address.issuer) return true;
  return protectedResources(api).some(
    (own) => own.separate === null && own.identifier === identifier && isAtOrBelow(call.path, own.path),
  );
}

/** Identifier of the separate resource that a call goes to; `null` where it goes to the API itself. */
function separateIdentifier(api: KeylessApi, { host }: Call): string | null {
  const separate = separateAt(api, host);
  return separate && originOf(api, host) + separate.path;
}

/** Live and sandbox are apart: a token of one opens no domain of the other. */
export function domainProblem({ api, token, mode: addressed }: Presented & { mode: Mode }): Failure | null {
  if (token.mode === addressed) return null;
  const right = [...api.address.hosts].find(([, { mode }]) => mode === token.mode)?.[0];
  const detail =
    `This is a ${token.mode} token and a ${addressed} domain` +
    (right === undefined ? '; this API has no domain for it.' : `; use ${right}.`);
  return { code: 'domain_mismatch', detail };
}
