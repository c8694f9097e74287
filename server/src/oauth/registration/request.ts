import type { Api } from '../../api.ts';
import type { Answer } from '../../http/answer.ts';
import { decodeUtf8 } from '../../http/basic.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { proofOffer } from '../client-auth/offered.ts';
import { type Registration, readRegistration } from '../rules/registration.ts';
import { sectorProblem } from '../sector-identifier.ts';
import { scopesForAnybody } from '../self-registration.ts';
import { refusal } from './answer.ts';

const LARGEST = 64 * 1024;

/** Client metadata as it was sent, and what it makes of a client. */
export interface SentMetadata {
  body: unknown;
  registration: Registration;
}

/** Reads and validates the metadata in a request that registers a client or replaces its registration. */
export async function readSentMetadata(api: Api, request: Inbound): Promise<Result<SentMetadata, Answer>> {
  if (!/^application\/json *(?:;|$)/i.test(request.headers['content-type'] ?? '')) {
    return unusable('Content-Type must be application/json.');
  }
  const read = await request.body(LARGEST);
  if (!read.ok) {
    return read.problem === 'too_large'
      ? refused(refusal(413, 'invalid_client_metadata', 'The body is larger than 64 KiB.'))
      : unusable('The body ended before it was complete.');
  }
  const body = parseJson(read.value);
  if (body === undefined) return unusable('The body is not well-formed JSON.');
  const registration = readRegistration(
    body,
    scopesForAnybody(api),
    proofOffer(api),
    api.config.deviceAuthorization,
    api.config.signIn ? api.keys.algorithms() : [],
  );
  if (!registration.ok) {
    return refused(refusal(400, registration.problem.error, registration.problem.description));
  }
  const { sectorIdentifierUri, redirectUris } = registration.value;
  const problem =
    sectorIdentifierUri === null ? null : await sectorProblem(api, sectorIdentifierUri, redirectUris);
  return problem ? unusable(problem) : ok({ body, registration: registration.value });
}

function unusable(description: string): { ok: false; problem: Answer } {
  return refused(refusal(400, 'invalid_client_metadata', description));
}

function parseJson(bytes: Buffer): unknown {
  const text = decodeUtf8(bytes);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
