import type { Api } from '../../api.ts';
import type { ApiConfig } from '../../config/index.ts';
import { offeredToAnybody } from '../../config/offered-grants.ts';
import { turnedAwayFor } from '../../config/profiles/profile.ts';
import type { Answer } from '../../http/answer.ts';
import { decodeUtf8 } from '../../http/basic-credentials.ts';
import type { Inbound } from '../../http/inbound.ts';
import { parseJson, UnkeptText } from '../../lib/kept-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import {
  asClient,
  type Registration,
  readRegistration,
  withoutEmptyMembers,
} from '../../rules/registration/metadata.ts';
import { refusal } from './answer.ts';
import { proofOffer } from './offered.ts';
import { sectorProblem } from './sector-identifier.ts';
import { lastingScopes, scopesForAnybody } from './self-registration.ts';
import { vouchedMetadata } from './software-statement.ts';

const LARGEST = 64 * 1024;

/** Client metadata as sent, and the client that it describes. */
export interface SentMetadata {
  body: unknown;
  registration: Registration;
  /** The issuer of the software statement, if there is one. */
  vouchedBy: string | null;
}

/**
 * Reads and validates the metadata of a registration or of its replacement.
 *
 * @param uninvited the refusal, unless a software statement permits registration without an invitation
 */
export async function readSentMetadata(
  api: Api,
  request: Inbound,
  uninvited: Answer | null = null,
): Promise<Result<SentMetadata, Answer>> {
  const body = await readJson(request);
  if (!body.ok) return body;
  const vouched = await vouchedMetadata(api, body.value);
  if (!vouched.ok) return refused(refusal(400, vouched.problem.error, vouched.problem.description));
  const { metadata, statement } = vouched.value;
  if (uninvited && !statement?.issuer.opensRegistration) return refused(uninvited);
  const registration = await readMetadata(api, metadata);
  if (!registration.ok) return registration;
  const { settings, scopes } = registration.value;
  // The scopes of a software statement are its issuer's decision and stay.
  const lasting = statement ? scopes : lastingScopes(api, scopes);
  return ok({
    body: body.value,
    registration: {
      ...registration.value,
      scopes: lasting,
      settings: {
        ...settings,
        ...(statement ? { softwareStatement: statement.text } : {}),
        ...(lasting.length > scopes.length ? { registeredScopes: scopes } : {}),
      },
    },
    vouchedBy: statement?.issuer.issuer ?? null,
  });
}

async function readJson(request: Inbound): Promise<Result<unknown, Answer>> {
  if (!/^application\/json *(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    return unusable('Content-Type must be application/json.');
  }
  const read = await request.body(LARGEST);
  if (!read.ok) {
    return read.problem === 'too_large'
      ? refused(refusal(413, 'invalid_client_metadata', 'The body is larger than 64 KiB.'))
      : unusable('The body ended before it was complete.');
  }
  const text = decodeUtf8(read.value);
  if (text === null) return unusable('The body is not well-formed JSON.');
  try {
    return ok(withoutEmptyMembers(parseJson(text)));
  } catch (error) {
    return unusable(error instanceof UnkeptText ? error.message : 'The body is not well-formed JSON.');
  }
}

async function readMetadata(api: Api, metadata: unknown): Promise<Result<Registration, Answer>> {
  const registration = readRegistration(
    metadata,
    scopesForAnybody(api),
    proofOffer(api),
    offeredToAnybody(api.config),
    api.config.signIn ? api.keys.algorithms() : [],
  );
  if (!registration.ok) {
    return refused(refusal(400, registration.problem.error, registration.problem.description));
  }
  const below = belowProfile(api.config, registration.value);
  if (below) return refused(below);
  const { sectorIdentifierUri, redirectUris } = registration.value;
  const problem =
    sectorIdentifierUri === null ? null : await sectorProblem(api, sectorIdentifierUri, redirectUris);
  return problem ? unusable(problem) : registration;
}

/** A profile of the API can demand more of a client than registration itself. */
function belowProfile(config: ApiConfig, wanted: Registration): Answer | null {
  const shortfall = turnedAwayFor(asClient(wanted), config);
  if (!shortfall) return null;
  const { demand, lacks } = shortfall;
  return refusal(400, 'invalid_client_metadata', `${demand.name} (${demand.source}): ${lacks}.`);
}

function unusable(description: string): { ok: false; problem: Answer } {
  return refused(refusal(400, 'invalid_client_metadata', description));
}
