import type { Api } from '../../api.ts';
import type { StatementIssuer } from '../../config/index.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { readSoftwareStatement, type StatementProblem } from '../../rules/registration/software-statement.ts';
import { keysOf } from '../client-keys/issuer.ts';
import { verifyWithClientKeys } from '../client-keys/verify.ts';

/** Client metadata, parts of which a trusted issuer may vouch for. */
export interface VouchedMetadata {
  /** The statement's claims replace members of the same name (RFC 7591 section 2.3). */
  metadata: unknown;
  /** The issuer, and the statement as sent; `null` without one. */
  statement: { text: string; issuer: StatementIssuer } | null;
}

/**
 * Verifies the software statement in client metadata, if there is one. If no issuer is trusted, the statement
 * is ignored, as RFC 7591 section 2 requires for unknown members.
 */
export async function vouchedMetadata(
  api: Api,
  body: unknown,
): Promise<Result<VouchedMetadata, StatementProblem>> {
  const { softwareStatements: trusted } = api.config;
  const text = isObject(body) ? body.software_statement : undefined;
  if (!trusted) return ok({ metadata: body, statement: null });
  if (text === undefined) {
    return trusted.required
      ? refused({ error: 'invalid_software_statement', description: 'software_statement is missing.' })
      : ok({ metadata: body, statement: null });
  }
  const { issuer: ownIssuer, endpoints } = api.address;
  const read = readSoftwareStatement(text, {
    issuers: trusted.issuers,
    audiences: [ownIssuer, endpoints.registration],
    now: api.clock.now(),
  });
  if (!read.ok) return read;
  const { jws, issuer, metadata } = read.value;
  const verified = await verifyWithClientKeys(api, keysOf(issuer), jws);
  if (!verified.ok) {
    const why =
      verified.problem === 'keys_unavailable'
        ? 'the keys of its issuer cannot be had at the moment.'
        : 'its signature is not one of its issuer.';
    return refused({ error: 'invalid_software_statement', description: `software_statement: ${why}` });
  }
  return ok({
    metadata: { ...(body as object), ...metadata },
    statement: { text: jws.text, issuer },
  });
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
