import type { ReadCredentials } from './method.ts';

/** `client_secret_post`: identifier and secret as parameters of the body (RFC 6749 section 2.3.1). */
export const clientSecretPost: ReadCredentials = ({ params }) => {
  const clientId = params.get('client_id');
  const secret = params.get('client_secret');
  if (clientId === undefined || secret === undefined) return null;
  return { clientId, method: 'client_secret_post', secret };
};
