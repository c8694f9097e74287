import { z } from 'zod';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { ClientSettings } from '../../model/index.ts';
import { inEnglish } from '../../words/sentence.ts';
import { redirectUriProblem } from '../request/redirect-uri.ts';

const MOST_URIS = 20;
const algorithm = z.string().max(20).optional();

/** OpenID Connect Registration section 2, RP-Initiated Logout section 3.1, Back-Channel Logout section 2.2. */
const metadata = z.object({
  subject_type: z.enum(['public', 'pairwise']).optional(),
  sector_identifier_uri: z
    .string()
    .max(2048)
    .refine((value) => URL.parse(value)?.protocol === 'https:', 'must be an https URL')
    .optional(),
  id_token_signed_response_alg: algorithm,
  userinfo_signed_response_alg: algorithm,
  default_max_age: z.int().min(0).max(4_294_967_295).optional(),
  post_logout_redirect_uris: z.array(z.string()).max(MOST_URIS).optional(),
  backchannel_logout_uri: z.string().optional(),
});

/** The sign-in metadata of a client, and the sector that has to be verified. */
export interface OpenIdRegistration {
  settings: ClientSettings;
  sectorIdentifierUri: string | null;
}

/**
 * Reads a client's metadata about signing in. The problem is a sentence for the developer.
 *
 * @param algorithms the API's signing algorithms
 */
export function readOpenIdMetadata(
  body: unknown,
  client: { redirectUris: readonly string[]; runsOnDevice: boolean },
  algorithms: readonly string[],
): Result<OpenIdRegistration, string> {
  const parsed = metadata.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused(`${String(issue?.path[0] ?? 'the body')}: ${issue?.message ?? 'is not usable'}`);
  }
  const sent = parsed.data;
  for (const name of ['id_token_signed_response_alg', 'userinfo_signed_response_alg'] as const) {
    const wanted = sent[name];
    if (wanted !== undefined && !algorithms.includes(wanted)) {
      return refused(`${name} must be one of ${algorithms.join(', ')}.`);
    }
  }
  const logout = readLogout(sent, client.runsOnDevice);
  if (!logout.ok) return logout;
  const sector = sectorOf(sent, client.redirectUris);
  if (!sector.ok) return sector;
  return ok({
    sectorIdentifierUri: sent.sector_identifier_uri ?? null,
    settings: {
      ...logout.value,
      ...sector.value,
      ...(sent.sector_identifier_uri === undefined
        ? {}
        : { sectorIdentifierUri: sent.sector_identifier_uri }),
      ...(sent.id_token_signed_response_alg ? { idTokenAlgorithm: sent.id_token_signed_response_alg } : {}),
      ...(sent.userinfo_signed_response_alg ? { userinfoAlgorithm: sent.userinfo_signed_response_alg } : {}),
      ...(sent.default_max_age === undefined ? {} : { defaultMaxAge: sent.default_max_age }),
    },
  });
}

type Sent = z.output<typeof metadata>;

function readLogout(sent: Sent, privateUse: boolean): Result<ClientSettings, string> {
  const { post_logout_redirect_uris: after, backchannel_logout_uri: behind } = sent;
  for (const uri of after ?? []) {
    const problem = redirectUriProblem(uri, { privateUse, schemeless: false });
    if (problem) return refused(`post_logout_redirect_uris: ${inEnglish(problem)}`);
  }
  const problem =
    behind === undefined ? null : redirectUriProblem(behind, { privateUse: false, schemeless: false });
  if (problem) return refused(`backchannel_logout_uri: ${inEnglish(problem)}`);
  return ok({
    ...(after ? { postLogoutRedirectUris: [...new Set(after)] } : {}),
    ...(behind === undefined ? {} : { backchannelLogoutUri: behind }),
  });
}

/**
 * Returns the sector for pairwise subjects (Core section 8.1): the host of the sector identifier, or the only
 * host of the redirect URIs. With several hosts and no identifier the sector is unknown.
 */
function sectorOf(sent: Sent, redirectUris: readonly string[]): Result<ClientSettings, string> {
  const named = sent.sector_identifier_uri;
  if (sent.subject_type !== 'pairwise') {
    return ok(sent.subject_type === undefined ? {} : { subjectType: sent.subject_type });
  }
  const hosts = new Set(redirectUris.map((uri) => URL.parse(uri)?.hostname ?? ''));
  const [only = ''] = hosts;
  if (named === undefined && (hosts.size !== 1 || only === '')) {
    return refused('sector_identifier_uri is needed for pairwise subjects with more than one host.');
  }
  const sector = named === undefined ? only : (URL.parse(named)?.hostname ?? only);
  return ok({ subjectType: 'pairwise', sector });
}

/** Returns the same metadata for the answer (RFC 7591 section 3.2.1). */
export function openIdMetadataOf(settings: ClientSettings): Record<string, unknown> {
  const members = {
    subject_type: settings.subjectType,
    sector_identifier_uri: settings.sectorIdentifierUri,
    id_token_signed_response_alg: settings.idTokenAlgorithm,
    userinfo_signed_response_alg: settings.userinfoAlgorithm,
    default_max_age: settings.defaultMaxAge,
    post_logout_redirect_uris: settings.postLogoutRedirectUris,
    backchannel_logout_uri: settings.backchannelLogoutUri,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
