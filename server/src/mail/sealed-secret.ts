import type { Api } from '../api.ts';
import type { Mail } from '../model/index.ts';
import { formSeal } from '../tokens/form-seal.ts';

type Sealing = Pick<Api, 'config' | 'keys'>;

const PURPOSE = 'mail';

/** Seals the secret of the mail with this id: who reads the database or a backup of it must not open the link. */
export function sealedFor(api: Sealing, id: string, secret: string): string {
  return formSeal(api, PURPOSE).seal(secret, id);
}

/**
 * Returns a mail as it is sent, or `null` if its secret cannot be opened any more. The secret stands for the id of the mail, 128
 * random bits: text that somebody else chose, such as the name of a tenant, cannot have it and so send the secret elsewhere.
 */
export function withSecret(api: Sealing, mail: Mail): Mail | null {
  const { id, secret, text, html } = mail;
  if (secret === null) return mail;
  const opened = formSeal(api, PURPOSE).open(secret, id);
  if (opened === null) return null;
  const filled = (form: string) => form.replaceAll(id, opened);
  return { ...mail, text: filled(text), html: html === null ? null : filled(html) };
}
