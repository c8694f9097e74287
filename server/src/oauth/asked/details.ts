import type { Api } from '../../api.ts';
import { type ApiConfig, type DetailCheck, detailChecks } from '../../config/index.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { AuthorizationDetail, Client } from '../../model/index.ts';
import { narrowDetails, parseDetails } from '../../rules/scope/authorization-details.ts';
import type { OAuthProblem } from '../errors/problem.ts';

/** Schemas are compiled once for each configuration. */
const compiled = new WeakMap<ApiConfig, Map<string, DetailCheck>>();

/**
 * Parses `authorization_details` and validates each against the schema of its type (RFC 9396 section 5: the
 * server "MUST refuse to process any unknown authorization details type or authorization details not
 * conforming to the respective type definition"). Ignoring a part would have the user consent to something
 * other than the client meant.
 *
 * @param text the parameter; `undefined` if there is none
 */
export function readDetails(
  api: Pick<Api, 'config'>,
  client: Client,
  text: string | undefined,
): Result<readonly AuthorizationDetail[], OAuthProblem> {
  if (text === undefined) return ok([]);
  const parsed = parseDetails(text);
  if (!parsed.ok) return refused({ reason: parsed.problem });
  const checks = checksOf(api.config);
  const allowed = client.settings.authorizationDetailsTypes;
  for (const detail of parsed.value) {
    const check = checks.get(detail.type);
    if (!check) return refused({ reason: 'details_type_unknown', type: detail.type });
    if (allowed && !allowed.includes(detail.type)) {
      return refused({ reason: 'details_type_not_allowed', type: detail.type });
    }
    if (!check(detail)) return refused({ reason: 'details_invalid', type: detail.type, ...misfit(check) });
  }
  return parsed;
}

/**
 * Returns the details for an access token: those granted, or the subset that the token request names (RFC
 * 9396 section 6).
 */
export function tokenDetails(
  api: Pick<Api, 'config'>,
  client: Client,
  text: string | undefined,
  granted: readonly AuthorizationDetail[],
): Result<readonly AuthorizationDetail[], OAuthProblem> {
  if (text === undefined) return ok(granted);
  const requested = readDetails(api, client, text);
  if (!requested.ok) return requested;
  return narrowDetails(requested.value, granted) ? requested : refused({ reason: 'details_wider' });
}

/**
 * Returns the details of a client's own token, without a user's consent: only of the types that it was
 * registered with.
 */
export function ownDetails(
  api: Pick<Api, 'config'>,
  client: Client,
  text: string | undefined,
): Result<readonly AuthorizationDetail[], OAuthProblem> {
  const read = readDetails(api, client, text);
  const first = read.ok ? read.value[0] : undefined;
  return first && client.settings.authorizationDetailsTypes === undefined
    ? refused({ reason: 'details_type_not_allowed', type: first.type })
    : read;
}

function checksOf(config: ApiConfig): Map<string, DetailCheck> {
  const known = compiled.get(config);
  if (known) return known;
  const checks = detailChecks(config.authorizationDetails);
  compiled.set(config, checks);
  return checks;
}

/** The place in a detail and what the schema requires there. Never contains a value. */
function misfit({ errors }: DetailCheck): { at: string; needed: string } {
  const [first] = errors ?? [];
  return { at: first?.instancePath ?? '', needed: first?.message ?? 'not valid' };
}
