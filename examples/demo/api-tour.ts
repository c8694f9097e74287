import { endpointsOf } from './endpoints.ts';
import { operatorOf } from './management.ts';
import type { DemoSeed } from './seed.ts';
import { curlOf, type Demonstrated, mcpOf, type Reached, tokenOf } from './tour.ts';

/** The tour of one API: the same in the terminal, in the file and on the page. */
export interface ApiTour {
  title: string;
  addresses: { name: string; address: string }[];
  people: { email: string; password: string; place: string }[];
  /**
   * Each plays a client: it begins a connection as that client would, and its last page continues from there.
   */
  connect: { say: string; link: string }[];
  /** These contain tokens, so other users of the machine must not read them. */
  steps: { say: string; command: string }[];
  /** As served; no name server knows them. */
  hosts: string[];
}

export function apiTour({ api, seed, secrets }: Demonstrated, reached: Reached): ApiTour {
  const { address, config } = api;
  const { mcp } = mcpOf(api);
  const operator = operatorOf(api);
  const customers = seed.memberships.slice(0, 3);
  const connected = seed.clients.find(({ id }) => id === seed.connect[0]?.client);
  const maker = customers.every(({ userId }) => userId !== connected?.ownerUserId) && connected?.ownerUserId;
  return {
    title: config.title,
    addresses: [
      { name: 'API', address: address.api },
      ...(mcp ? [{ name: 'agents', address: mcp }] : []),
      { name: 'account', address: `${address.origin}/account` },
      { name: 'dashboard', address: `${address.origin}/dashboard` },
      ...(address.explorer === null ? [] : [{ name: 'explorer', address: address.explorer }]),
      ...(endpointsOf({ api, seed, secrets }, reached.port).length > 0
        ? [{ name: 'webhooks', address: receivedAddress(reached) }]
        : []),
      ...(address.secure ? [] : [{ name: 'mailbox', address: `${address.origin}/account/mailbox` }]),
      {
        name: 'metadata',
        address: new URL('/.well-known/oauth-authorization-server', address.origin).href,
      },
    ],
    people: [
      ...customers.map(({ userId, role, tenantId }) => {
        const tenant = seed.tenants.find(({ id }) => id === tenantId);
        return { ...signInOf(seed, userId), place: `${role}, ${tenant?.name}` };
      }),
      ...(maker ? [{ ...signInOf(seed, maker), place: `makes ${connected?.name}, at the dashboard` }] : []),
      { email: operator.email, password: operator.password, place: 'operates the API, at the dashboard' },
    ],
    connect: seed.connect.map(({ client, say }) => ({ say, link: connectLink(reached, client) })),
    steps: seed.tour({
      api: address.api,
      curl: curlOf(reached),
      tokenEndpoint: address.endpoints.token,
      token: (name) => tokenOf(api, secrets, seed, name),
      secret: (id) => secrets.clientSecret(id),
    }),
    hosts: [...address.hosts.keys()],
  };
}

/** Returns the page of the events that the platforms' receivers got. */
export function receivedAddress({ port }: Pick<Reached, 'port'>): string {
  return `http://tour.localhost:${port}/webhooks`;
}

function signInOf({ users }: DemoSeed, userId: string): { email: string; password: string } {
  const { email, password } = users.find(({ id }) => id === userId) ?? { email: '', password: '' };
  return { email, password };
}

function connectLink({ port }: Reached, clientId: string): string {
  return `http://tour.localhost:${port}/connect/${clientId}`;
}
