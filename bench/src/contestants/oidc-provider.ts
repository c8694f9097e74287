import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { CLIENT, tokenRecipes } from '../scenarios.ts';
import { type CommitTogether, commitTogether, openDurably } from './durable-database.ts';
import { sqliteAdapter } from './oidc-adapter.ts';
import { dataFolder, portOf, takePart } from './talk.ts';

/*
 * oidc-provider, set up as documented, with opaque access tokens, rotating refresh tokens, and an adapter as
 * durable as the others'. With COMMITS=together its adapter shares commits, as the other two do; usually,
 * adapters commit each write.
 */

const folder = dataFolder();
const db = openDurably(folder);
const commit: CommitTogether =
  process.env.COMMITS === 'together' ? commitTogether(db, folder) : async (write) => write();
const { privateKey } = await generateKeyPair('ES256', { extractable: true });

const provider = new Provider('http://127.0.0.1', {
  adapter: sqliteAdapter(db, commit),
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'bench' }] },
  clients: [
    {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [CLIENT.redirectUri],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: 'ES256',
    },
  ],
  cookies: { keys: ['bench'] },
  scopes: CLIENT.scope.split(' '),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
  },
  ttl: {
    AccessToken: 3_600,
    AuthorizationCode: 600,
    ClientCredentials: 3_600,
    Grant: 86_400,
    RefreshToken: 86_400,
  },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
});

async function makeCodes(count: number): Promise<string[]> {
  const client = await provider.Client.find(CLIENT.id);
  if (!client) throw new Error('oidc-provider does not know its client.');
  const grant = new provider.Grant({ clientId: CLIENT.id, accountId: 'user' });
  grant.addOIDCScope(CLIENT.scope);
  const grantId = await grant.save();
  const codes: string[] = [];
  // One transaction, so that the preparation is fast; the adapter writes into it.
  if (process.env.COMMITS !== 'together') db.exec('BEGIN');
  for (let made = 0; made < count; made++) {
    const code = new provider.AuthorizationCode({
      accountId: 'user',
      client,
      gty: 'authorization_code',
      grantId,
      redirectUri: CLIENT.redirectUri,
      scope: CLIENT.scope,
      codeChallenge: createHash('sha256').update(CLIENT.verifier).digest('base64url'),
      codeChallengeMethod: 'S256',
    });
    codes.push(await code.save());
  }
  if (db.isTransaction) db.exec('COMMIT');
  return codes;
}

const server = createServer(provider.callback());
server.listen(0, '127.0.0.1', () => {
  takePart(
    {
      port: portOf(server.address()),
      recipes: tokenRecipes({
        host: '127.0.0.1',
        token: '/token',
        introspection: '/token/introspection',
        introspects: 'code exchange',
      }),
    },
    makeCodes,
  );
});
