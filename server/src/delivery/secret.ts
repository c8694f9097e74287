import { randomBytes } from 'node:crypto';
import type { Api } from '../api.ts';
import { newId } from '../lib/ids.ts';
import type { WebhookSecret } from '../model/index.ts';
import { type Sentence, sentence } from '../words/sentence.ts';

const PREFIX = 'whsec_';
const NEW_BYTES = 32;
/** Standard Webhooks: "between 24 bytes (192 bits) and 64 bytes (512 bits)". */
const [LEAST_BYTES, MOST_BYTES] = [24, 64];

/** An API with what seals secrets. */
export type Sealing = Pick<Api, 'config' | 'keys'>;

/** Returns a new secret in the form that the libraries of Standard Webhooks take: `whsec_` and base64. */
export function newSecretText(): string {
  return PREFIX + randomBytes(NEW_BYTES).toString('base64');
}

/** Returns why a text cannot be a secret, without repeating it, or `null`. */
export function secretProblem(text: string): Sentence | null {
  const base64 = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  const bytes = Buffer.from(base64, 'base64');
  if (base64 === '' || bytes.toString('base64') !== base64) {
    return sentence('webhookSecret');
  }
  if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
    return sentence('webhookSecretLength', bytes.length, LEAST_BYTES, MOST_BYTES);
  }
  return null;
}

export function sealSecret(api: Sealing, text: string): WebhookSecret {
  const id = newId('whs');
  return { id, sealed: api.keys.webhookSecrets().seal(Buffer.from(text), useOf(api, id)), expiresAt: null };
}

/** Returns whether a secret can be opened: its key may have been lost. */
export function canOpen(api: Sealing, { id, sealed }: WebhookSecret): boolean {
  return api.keys.webhookSecrets().unseal(sealed, useOf(api, id)).ok;
}

/** Throws when the secret was changed in the database, or sealed under another key. */
export function openSecret(api: Sealing, { id, sealed }: WebhookSecret): string {
  const opened = api.keys.webhookSecrets().unseal(sealed, useOf(api, id));
  if (!opened.ok) throw new Error(`The webhook secret ${id} cannot be opened (${opened.problem}).`);
  return opened.value.toString();
}

function useOf({ config }: Sealing, id: string) {
  return { api: config.name, purpose: 'webhook secret', id };
}
