import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from 'latchkey';
import { clientRecord, hashPassword, type Seed, sha256 } from 'latchkey/seed';
import { type createLogger, loadConfigs, portProblem } from 'latchkey/serve';
import { type Api, openListener, type Running, startLatchkey } from 'latchkey/start';
import { DECLINER, PERSON, TENANT } from './people.ts';
import type { Plan, Rig, RigClient, Suite } from './rig.ts';

export interface PutUp {
  /** Host name under which the suite reaches this machine. */
  host: string;
  /** The address to listen on. */
  listen: string;
  /** First TLS port of the rig; 0 for any free ports, which then appear in every URL. */
  port: number;
  certificate: { key: string; cert: string };
  /** Emptied by the caller, so that a run does not depend on an earlier one. */
  dataDir: string;
  suite: Suite;
  log: ReturnType<typeof createLogger>;
}

/** Starts one configuration on its own TLS port. Closing the result closes its port too. */
export async function putUp(rig: Rig, options: PutUp): Promise<{ running: Running; plans: Plan[] }> {
  const { host, listen, suite } = options;
  // Plain HTTP is refused under public names, so this port need not be known.
  const listener = await openListener(listen, 0);
  try {
    const open = async (offset: number, asksForCertificates: boolean): Promise<string> => {
      const wanted = options.port === 0 ? 0 : options.port + offset;
      const port = await listener
        .listenTls(wanted, options.certificate, { asksForCertificates })
        .catch((error) => {
          throw portProblem(error, listen, wanted);
        });
      return `https://${host}${port === 443 ? '' : `:${port}`}`;
    };
    const issuer = await open(rig.portOffset, false);
    process.env[rig.issuerVariable] = issuer;
    const { certificates } = rig;
    const certificateOrigin = certificates ? await open(certificates.portOffset, true) : issuer;
    if (certificates) {
      process.env[certificates.originVariable] = certificateOrigin;
      process.env[certificates.authorityVariable] = certificates.authority;
    }
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
    return { running, plans: rig.plans({ issuer, certificateOrigin, suite, secretOf }) };
  } catch (error) {
    await listener.close();
    throw error;
  }
}

async function seedOf({ clock }: Api, clients: RigClient[], secretOf: (id: string) => string): Promise<Seed> {
  const createdAt = clock.now();
  const people = [PERSON, DECLINER];
  return {
    tenants: [TENANT],
    users: await Promise.all(
      people.map(async ({ password, ...person }) => ({
        ...person,
        passwordHash: await hashPassword(password),
        createdAt,
      })),
    ),
    memberships: people.map(({ id }) => ({ tenantId: TENANT.id, userId: id, role: 'member' })),
    customRoles: [],
    clients: clients.map((client) => {
      const secret = secretOf(client.id);
      const added = asClient(client, createdAt);
      if (added.authMethod !== null && !added.authMethod.startsWith('client_secret')) {
        return { client: added, secret: null };
      }
      return {
        client: added,
        secret: {
          clientId: added.id,
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
  return clientRecord({
    kind: 'confidential',
    mode: 'live',
    grantTypes: ['authorization_code', 'refresh_token'],
    origin: 'seed',
    createdAt,
    ...client,
  });
}
