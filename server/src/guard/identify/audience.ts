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

/** A call and its token. */
interface Presented {
  api: KeylessApi;
  call: Call;
  token: PresentedToken;
}

/** RFC 8707 section 2: a token that was requested for another resource must not open this one. */
export function audienceProblem({ api, call, token: { audience } }: Presented): Failure | null {
  if (audience.some((resource) => opens(api, call, resource))) return null;
  const code = 'invalid_token';
  if (audience.length > 0) return { code, detail: 'The token was issued for another resource.' };
  // Only tokens that were requested for a separate resource open it.
  const separate = separateIdentifier(api, call);
  if (separate === null) return null;
  return { code, detail: `The token was not issued for ${separate}; ask for one with that as its resource.` };
}

/**
 * Returns whether a token for `resource` opens this call. The issuer and each domain mean the whole API, a resource with
 * a path means that path and everything below it, and a separate resource means only itself.
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

/** Returns the identifier of the separate resource that a call goes to, or `null` if it goes to the API itself. */
function separateIdentifier(api: KeylessApi, { host }: Call): string | null {
  const separate = separateAt(api, host);
  return separate && originOf(api, host) + separate.path;
}

/** A live token opens no sandbox domain, and a sandbox token no live domain. */
export function domainProblem({ api, token, mode: addressed }: Presented & { mode: Mode }): Failure | null {
  if (token.mode === addressed) return null;
  const right = [...api.address.hosts].find(([, { mode }]) => mode === token.mode)?.[0];
  const detail =
    `This is a ${token.mode} token and a ${addressed} domain` +
    (right === undefined ? '; this API has no domain for it.' : `; use ${right}.`);
  return { code: 'domain_mismatch', detail };
}
