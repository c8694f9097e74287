import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import convert from '../../../examples/convert/latchkey.config.ts';
import proconvey from '../../../examples/proconvey/latchkey.config.ts';
import procurios from '../../../examples/procurios/latchkey.config.ts';
import prospectconnect from '../../../examples/prospectconnect/latchkey.config.ts';
import type { Api } from '../../src/api.ts';
import { createApp, routesOf } from '../../src/app.ts';
import { type ApiConfig, type ApiDefinition, addressOf } from '../../src/config/index.ts';
import { createDoor } from '../../src/door.ts';
import type { Route } from '../../src/http/inbound.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { loadAllOperations } from '../../src/openapi/domain-operations.ts';
import { newRuntime } from '../../src/runtime.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { acme, NOW } from '../oauth/acme.ts';
import { openNewStore } from '../store/made-before.ts';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));
/** The key of RFC 8037 appendix A.2. */
const KEY = { kty: 'OKP', crv: 'Ed25519', kid: 'partner', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const JWKS = { keys: [KEY] };

const NOTHING: Partial<ApiDefinition> = { registration: 'off', personalTokens: false };
const EVERYTHING: Partial<ApiDefinition> = {
  issuer: 'https://accounts.acme.test/tenant/one',
  accountHeader: 'Acme-Account',
  registration: 'open',
  tokens: { plain: 'jwt', senderConstrained: 'required' },
  signing: ['ES256', 'EdDSA', 'RS256'],
  signIn: true,
  deviceAuthorization: true,
  clientMetadataDocuments: true,
  requirePushedAuthorization: true,
  tokenExchange: { mayAct: { app: '*' } },
  clientCertificates: { from: 'tls', origin: 'https://mtls.acme.test' },
  trustedIssuers: [{ issuer: 'https://partner.test', jwks: JWKS, subject: 'sub', clients: ['app'] }],
  softwareStatements: { issuers: [{ issuer: 'https://directory.test', jwks: JWKS }] },
  authorizationDetails: { folder: { title: 'Open a folder', schema: { properties: { identifier: {} } } } },
  explorer: 'https://docs.acme.test',
};

/** Configurations that between them turn each feature on and off, and the four examples; with the folder of each. */
export const CONFIGURED: Record<string, { config: ApiConfig; folder: string }> = {
  nothing: { config: acme(NOTHING), folder: '' },
  everything: { config: acme(EVERYTHING), folder: '' },
  'profile fapi2': {
    config: acme({ profile: 'fapi2', clientCertificates: { from: 'tls', origin: 'https://mtls.acme.test' } }),
    folder: '',
  },
  'profile mcp': { config: acme({ profile: 'mcp', registration: 'open' }), folder: '' },
  convert: { config: convert, folder: 'convert' },
  proconvey: { config: proconvey, folder: 'proconvey' },
  procurios: { config: procurios, folder: 'procurios' },
  prospectconnect: { config: prospectconnect, folder: 'prospectconnect' },
};

export interface Served {
  api: Api;
  routes: Route[];
  ask(method: string, host: string, path: string): Promise<{ status: number; text: string }>;
  close(): Promise<void>;
}

/** One of them behind the real door under its public names; the API itself is somewhere else. */
export async function serve({
  config: written,
  folder,
}: {
  config: ApiConfig;
  folder: string;
}): Promise<Served> {
  const config: ApiConfig = { ...written, front: { kind: 'forward-auth' } };
  const clock = { now: () => NOW };
  const data = await mkdtemp(join(tmpdir(), 'latchkey-wire-'));
  const store = await openNewStore(join(data, 'api.sqlite'), { clock, synchronous: 'NORMAL' });
  const keys = await openKeys({
    store,
    masterKey: randomBytes(32),
    apiName: config.name,
    clock,
    algorithms: config.signing,
  });
  const address = addressOf(config, { kind: 'public' });
  const api: Api = {
    config,
    address,
    store,
    keys,
    clock,
    log: createLogger({ level: 'silent' }),
    runtime: newRuntime(),
  };
  const file =
    folder === ''
      ? join(import.meta.dirname, 'latchkey.config.ts')
      : join(EXAMPLES, folder, 'latchkey.config.ts');
  const operations = await loadAllOperations(file, api);
  const app = await createApp({ api, operations });
  const ready = async () => true;
  const server = createServer(createDoor({ apps: [app], log: api.log, ready, requireTls: false }));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    api,
    routes: routesOf(api, operations),
    ask: (method, host, path) =>
      new Promise((resolve, reject) => {
        const outgoing = request({ port, host: '127.0.0.1', method, path, headers: { host } }, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () =>
            resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        });
        outgoing.on('error', reject);
        outgoing.end();
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await store.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
