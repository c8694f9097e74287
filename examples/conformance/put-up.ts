import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from 'latchkey';
import { hashPassword, type Seed, sha256 } from 'latchkey/seed';
import { type Api, openListener, type Running, startLatchkey } from 'latchkey/serve';
import { type createLogger, loadConfigs, portProblem } from 'latchkey/start';
import { PERSON, TENANT } from './people.ts';
import type { Plan, Rig, RigClient, Suite } from './rig.ts';

export interface PutUp {
  /** Host name under which the suite reaches this machine. */
  host: string;
  /** Address that is listened on. */
  listen: string;
  /** TLS port of the configuration; 0: any that is free, which then stands in every address. */
  port: number;
  certificate: { key: string; cert: string };
  /** Emptied by the caller: a run must not depend on an earlier one. */
  dataDir: string;
  suite: Suite;
  log: ReturnType<typeof createLogger>;
}

/** Starts one configuration on a TLS port of its own. Closing what is returned closes its port as well. */
export async function putUp(rig: Rig, options: PutUp): Promise<{ running: Running; plans: Plan[] }> {
  const { host, listen, suite } = options;
  // Plain HTTP is refused under public names, so nobody needs to know this port.
  const listener = await openListener(listen, 0);
  try {
    const port = await listener.listenTls(options.port, options.certificate).catch((error) => {
      throw portProblem(error, listen, options.port);
    });
    const issuer = `https://${host}${port === 443 ? '' : `:${port}`}`;
    process.env[rig.issuerVariable] = issuer;
    const loaded = await loadConfigs([`${rig.name}.config.ts`], import.meta.dirname);
    const secrets = new Map(rig.clients(suite).map(({ id }) => [id, randomBytes(32).toString('base64url')]));
    const secretOf = (id: string) => secrets.get(id) ?? '';
    const running = await startLatchkey({
      apis: loaded,
      dataDir: join(options.dataDir, rig.name),
      masterKey: randomBytes(32),
      listener,
      hosts: 'public',
      log: options.log,
      prepare: async (api) => {
        await api.store.seedOnce(await seedOf(api, rig.clients(suite), secretOf));
      },
    });
    return { running, plans: rig.plans({ issuer, suite, secretOf }) };
  } catch (error) {
    await listener.close();
    throw error;
  }
}

async function seedOf({ clock }: Api, clients: RigClient[], secretOf: (id: string) => string): Promise<Seed> {
  const createdAt = clock.now();
  const { password, ...person } = PERSON;
  return {
    tenants: [TENANT],
    users: [{ ...person, passwordHash: await hashPassword(password), createdAt }],
    memberships: [{ tenantId: TENANT.id, userId: PERSON.id, role: 'member' }],
    customRoles: [],
    clients: clients.map((client) => {
      const secret = secretOf(client.id);
      return {
        client: asClient(client, createdAt),
        secret: {
          clientId: client.id,
          hash: sha256(secret),
          hint: secret.slice(-4),
          sealed: null,
          createdAt,
          expiresAt: null,
        },
      };
    }),
    personalTokens: [],
    initialAccessTokens: [],
  };
}

function asClient(client: RigClient, createdAt: number): Client {
  return {
    kind: 'confidential',
    mode: 'live',
    grantTypes: ['authorization_code', 'refresh_token'],
    authMethod: null,
    dialects: [],
    ownerUserId: null,
    tenantId: null,
    actsAsUserId: null,
    origin: 'seed',
    logoUri: null,
    clientUri: null,
    registrationTokenHash: null,
    settings: {},
    lastUsedAt: null,
    createdAt,
    ...client,
  };
}
