import type { SoftwareStatements, StatementIssuer } from '../../config/index.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { Instant } from '../../model/index.ts';
import { type CompactJws, readCompactJws } from '../jws/compact-jws.ts';
import { type HeaderProblem, headerProblem } from '../jws/header.ts';
import { isSameAlgorithm } from '../jws/signing-algorithms.ts';
import { optionalTimesProblem, type TimesProblem } from '../jws/times.ts';

/** RFC 7591 section 3.2.2. */
export interface StatementProblem {
  error: 'invalid_software_statement' | 'unapproved_software_statement';
  description: string;
}

/** A valid statement whose signature has not been verified yet. */
export interface SoftwareStatement {
  jws: CompactJws;
  issuer: StatementIssuer;
  /** The client metadata, without claims about the JWT itself. */
  metadata: Record<string, unknown>;
}

/** RFC 7519 section 4.1: claims about the JWT. A nested statement is ignored too. */
const ABOUT_ITSELF = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub', 'software_statement']);

/**
 * Reads a software statement (RFC 7591 section 2.3).
 *
 * @param audiences accepted audiences, if the statement has one (RFC 7519 section 4.1.3)
 */
export function readSoftwareStatement(
  text: unknown,
  rules: { issuers: SoftwareStatements['issuers']; audiences: readonly string[]; now: Instant },
): Result<SoftwareStatement, StatementProblem> {
  const jws = typeof text === 'string' ? readCompactJws(text) : null;
  if (!jws) return invalid('it is not a signed JWT.');
  const { header, claims } = jws;
  const issuer = rules.issuers.find((each) => each.issuer === claims.iss);
  if (!issuer) {
    return refused({
      error: 'unapproved_software_statement',
      description: 'software_statement: its issuer is not one whose statements count here.',
    });
  }
  const algorithm = issuer.algorithms.some((each) => isSameAlgorithm(each, header.alg));
  if (!algorithm) return invalid('it is signed with another algorithm than its issuer uses.');
  const wrong = headerProblem(jws, ['jwt']);
  if (wrong) return invalid(HEADER[wrong]);
  // An ID token of the same issuer, which every user of it has, must be rejected (RFC 8725 section 3.12).
  const { software_id: software } = claims;
  if (typeof software !== 'string' || software === '') return invalid('it names no software_id.');
  if (!isFor(claims.aud, rules.audiences)) return invalid('it is for another audience.');
  // A statement covers every copy of the software, so it need not expire; an expiry is enforced.
  const problem = optionalTimesProblem(claims, rules.now);
  if (problem) return invalid(TIMES[problem]);
  const metadata = Object.fromEntries(Object.entries(claims).filter(([name]) => !ABOUT_ITSELF.has(name)));
  return ok({ jws, issuer, metadata });
}

const HEADER: Record<HeaderProblem, string> = {
  brings_key: 'it brings its own key along.',
  malformed: 'its header has members that are not understood.',
  of_another_type: 'it is a JWT of another type.',
};

const NO_NUMBERS = 'exp, nbf and iat have to be numbers.';

const TIMES: Record<TimesProblem, string> = {
  expiry_missing: NO_NUMBERS,
  malformed: NO_NUMBERS,
  expired: 'it has expired.',
  not_yet: 'it is not valid yet.',
};

function isFor(aud: unknown, audiences: readonly string[]): boolean {
  if (aud === undefined) return true;
  const named: unknown[] = Array.isArray(aud) ? aud : [aud];
  return named.some((each) => audiences.some((own) => own === each));
}

function invalid(description: string): { ok: false; problem: StatementProblem } {
  return refused({
    error: 'invalid_software_statement',
    description: `software_statement: ${description}`,
  });
}
