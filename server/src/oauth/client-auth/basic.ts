import type { ReadCredentials } from './method.ts';

/** `client_secret_basic` (RFC 6749 section 2.3.1). */
export const clientSecretBasic: ReadCredentials = ({ basic }) =>
  basic ? { clientId: basic.id, method: 'client_secret_basic', secret: basic.secret } : null;
