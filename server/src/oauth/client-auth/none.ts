import type { ReadCredentials } from './method.ts';

/** `none`: a public client names itself without credentials (OAuth 2.1 section 3.2.1). */
export const none: ReadCredentials = ({ params }) => {
  const clientId = params.get('client_id');
  if (clientId === undefined || params.has('client_secret')) return null;
  return { clientId, method: 'none', secret: null };
};
