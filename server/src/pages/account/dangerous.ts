import type { ApiConfig } from '../../config/index.ts';
import { AUTHENTICATOR, PASSKEYS, WAYS, YOU } from './own-paths.ts';

/**
 * Returns whether a thief of a session must not send a form: one by which they would lock the person out, get in without them, or
 * take something from others. Somebody who sends it has to have signed in a short time ago.
 */
export function isDangerous(
  { pages }: Pick<ApiConfig, 'pages'>,
  form: { path: string; action: string | undefined; manages: boolean },
): boolean {
  const { clients, members, tokens } = pages;
  const { path, action, manages } = form;
  // A manager's token has a manager's powers.
  if (path === tokens.path) return manages;
  const dangerous = [
    `${YOU} password`,
    `${YOU} address`,
    `${YOU} recovery-codes`,
    `${YOU} second-step-off`,
    AUTHENTICATOR,
    PASSKEYS,
    `${PASSKEYS}/:id remove`,
    WAYS,
    `${WAYS}/:id`,
    `${clients.path}/:id rotate`,
    // A further redirect URI takes codes that are for the client's users.
    `${clients.path}/:id update`,
    `${clients.path}/:id delete`,
    `${clients.path}/:id/webhooks/:inner rotate`,
    members.path,
    `${members.path}/invitations invite`,
    `${members.path}/:id password`,
    `${members.path}/:id remove`,
  ];
  return dangerous.includes(action === undefined ? path : `${path} ${action}`);
}

/** Pages that are not shown before that: the person would make something on their device for nothing, or leave for a provider. */
export const DANGEROUS_PAGES: ReadonlySet<string> = new Set([
  AUTHENTICATOR,
  `${PASSKEYS}/new`,
  `${WAYS}/:id`,
]);
