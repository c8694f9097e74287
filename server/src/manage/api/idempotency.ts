import type { Api } from '../../api.ts';
import { DAY } from '../../lib/clock.ts';
import { sha256 } from '../../lib/compare.ts';
import { formSeal } from '../../tokens/form-seal.ts';
import { sentence } from '../../words/sentence.ts';
import { type ManageAnswer, type ManageCall, type ManageOperation, refuse } from './operation.ts';

/** A key counts this long. */
const KEPT = DAY;
const PURPOSE = 'idempotent answer';
const KEY = /^[\x21-\x7e]{1,255}$/;

/** The answers that can be given again. */
type Kept = Extract<ManageAnswer, { body: unknown } | { status: 204 }>;

/**
 * Runs a creation once for each `Idempotency-Key` of a caller, and gives the same answer again to the same request
 * (draft-ietf-httpapi-idempotency-key-header). A problem creates nothing, so it does not use the key up. An answer can have
 * a secret in it, so it is sealed in the store.
 */
export async function once(
  operation: ManageOperation,
  call: ManageCall,
  run: () => Promise<ManageAnswer>,
): Promise<ManageAnswer> {
  const { api, request, actor } = call;
  const sent = request.headers['idempotency-key'];
  if (!operation.creates || sent === undefined) return run();
  const key = unquoted(String(sent));
  if (!KEY.test(key)) {
    return refuse(400, 'invalid_request', sentence('idempotencyKey'));
  }
  const id = sha256(JSON.stringify([actor.by, key]));
  const fingerprint = sha256(JSON.stringify([operation.id, call.path, call.query, call.body ?? null]));
  const claim = await api.store.claimAnswer({ key: id, fingerprint, expiresAt: api.clock.now() + KEPT });
  if (claim.kind === 'seen') return again(api, id, claim, fingerprint);
  const answer = await run();
  if ('problem' in answer || 'raw' in answer) await api.store.releaseAnswer(id);
  else await api.store.keepAnswer(id, formSeal(api, PURPOSE).seal(JSON.stringify(answer), id));
  return answer;
}

function again(
  api: Api,
  id: string,
  seen: { fingerprint: string; sealed: string | null },
  fingerprint: string,
): ManageAnswer {
  if (seen.fingerprint !== fingerprint) {
    return refuse(422, 'idempotency_key_reused', sentence('idempotencyKeyReused'));
  }
  const opened = seen.sealed === null ? null : formSeal(api, PURPOSE).open(seen.sealed, id);
  if (opened === null) {
    return refuse(409, 'idempotency_key_in_use', sentence('idempotencyKeyInUse'));
  }
  return JSON.parse(opened) as Kept;
}

/** The draft has a quoted string (RFC 8941); many clients send it bare. */
function unquoted(header: string): string {
  return /^"([^"\\]*)"$/.exec(header.trim())?.[1] ?? header.trim();
}
