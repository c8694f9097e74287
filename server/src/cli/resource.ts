import { StartError } from '../config/environment/start-error.ts';
import { turnedAwayFor } from '../config/profiles/profile.ts';
import { type Client, clientRecord, type Mode, usesSecret } from '../model/index.ts';
import { identifierProblem, resourceServerId } from '../rules/scope/resource.ts';
import { newClientSecret } from '../tokens/client-secret.ts';
import { keysForSecret, proofWord } from './client-add.ts';
import { PROOF_OPTIONS, PROOF_USAGE, readProofOptions } from './client-proof.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { LIST_OPTIONS, LIST_USAGE, listed } from './listing.ts';
import { atTheTerminal, withStore } from './open-store.ts';

const PAGE = 200;

const OPTIONS = {
  ...API_OPTIONS,
  ...PROOF_OPTIONS,
  name: { type: 'string' },
  sandbox: { type: 'boolean', default: false },
} as const;

export const resourceAdd = command({
  name: 'resource add',
  summary: 'make an API that Latchkey does not stand in front of known, so that tokens can be issued for it',
  usage: `latchkey resource add <identifier> [--name <name>] [--sandbox] …

Clients name the identifier as resource (RFC 8707). Tokens that they get for it open nothing of this API. The resource
asks about them at the introspection endpoint with credentials of its own, and about no others.

  <identifier>      an https URL of host and path, such as https://files.example/api
  --name <name>     what it is called in lists (default: the identifier)
  --sandbox         for tokens of the sandbox instead of live ones
${PROOF_USAGE}
${API_USAGE}`,
  options: OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [identifier = ''] = positionals;
    const problem = identifierProblem(identifier);
    if (problem) throw new StartError(`${identifier}: ${problem}`);
    return withStore('make', values, terminal, async ({ store, config, dataDir }) => {
      const own = [config.issuer, ...Object.keys(config.domains).map((host) => `https://${host}`)];
      if (own.some((each) => identifier === each || identifier.startsWith(`${each}/`))) {
        throw new StartError(`${identifier} belongs to ${config.title} itself: name it under domains.`);
      }
      const proof = await readProofOptions(values, 'confidential', config, terminal.cwd);
      const resource = describe(identifier, values.name ?? identifier, values.sandbox, proof);
      const below = turnedAwayFor(resource, config);
      if (below)
        throw new StartError(`This resource cannot be made: ${below.lacks} (${below.demand.source}).`);
      if (await store.client(resource.id, Date.now()))
        throw new StartError(`${identifier} is there already.`);
      const keys = await keysForSecret(resource, { store, config, dataDir }, terminal);
      const made = usesSecret(resource)
        ? newClientSecret({ config, keys }, resource, resource.createdAt)
        : null;
      const { id: clientId, mode, name } = resource;
      await store.createClient(resource, made?.record ?? null, [
        atTheTerminal('client.created', { clientId, mode, detail: { name, resource: identifier } }),
      ]);
      terminal.say(`client_id      ${clientId}`);
      terminal.say(`client_secret  ${made?.secret ?? `none: it proves itself by ${proofWord(resource)}`}`);
      terminal.say(`resource       ${identifier}`);
      if (made) terminal.note('The secret is shown only now.');
      return 0;
    });
  },
});

export const resourceList = command({
  name: 'resource list',
  summary: 'show the APIs that were made known by resource add',
  usage: `latchkey resource list [--json]\n\n${LIST_USAGE}\n${API_USAGE}`,
  options: { ...API_OPTIONS, ...LIST_OPTIONS },
  async run({ values }, terminal) {
    return withStore('read', values, terminal, async ({ store }) => {
      const rows: { resource: string; name: string; mode: Mode; id: string }[] = [];
      let after = '';
      for (let page: Client[] = []; after === '' || page.length === PAGE; ) {
        page = await store.clientsAfter(after, PAGE);
        for (const { id, name, mode, settings } of page) {
          if (settings.resourceServer !== undefined)
            rows.push({ resource: settings.resourceServer, name, mode, id });
        }
        const last = page.at(-1);
        if (!last) break;
        after = last.id;
      }
      for (const line of listed(rows, values.json)) terminal.say(line);
      return 0;
    });
  },
});

export const resourceRemove = command({
  name: 'resource remove',
  summary: 'end the credentials of such an API; no more tokens are issued for it',
  usage: `latchkey resource remove <identifier>\n\n${API_USAGE}`,
  options: API_OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    const [identifier = ''] = positionals;
    return withStore('change', values, terminal, async ({ store }) => {
      const known = await store.client(resourceServerId(identifier), Date.now());
      if (!known) throw new StartError(`There is no resource ${identifier} (latchkey resource list).`);
      const { id: clientId, name, mode } = known.client;
      await store.deleteClient(clientId, [
        atTheTerminal('client.deleted', { clientId, mode, detail: { name, resource: identifier } }),
      ]);
      terminal.say(`${identifier} is removed.`);
      return 0;
    });
  },
});

function describe(
  identifier: string,
  name: string,
  sandbox: boolean,
  { authMethod, settings }: Pick<Client, 'authMethod' | 'settings'>,
): Client {
  return clientRecord({
    id: resourceServerId(identifier),
    name,
    kind: 'confidential',
    mode: sandbox ? 'sandbox' : 'live',
    authMethod,
    origin: 'seed',
    settings: { ...settings, resourceServer: identifier },
    createdAt: Date.now(),
  });
}
