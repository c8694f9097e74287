import { servedAs } from '../config/addressing/last-served.ts';
import { readEnvironment } from '../config/environment/environment.ts';
import { loadMasterKeys } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import { type ApiConfig, addressOf } from '../config/index.ts';
import { offeredGrants } from '../config/offered-grants.ts';
import { turnedAwayFor } from '../config/profiles/profile.ts';
import { OFFLINE_ACCESS } from '../config/schema/sign-in.ts';
import { newId } from '../lib/ids.ts';
import {
  type Client,
  type ClientKind,
  clientRecord,
  GRANT_TYPES,
  type GrantType,
  type UserId,
  usesSecret,
} from '../model/index.ts';
import { lacksRedirectUri, unfitGrant } from '../rules/client/grant-types.ts';
import { redirectUriProblem } from '../rules/request/redirect-uri.ts';
import { scopesOpenTo } from '../rules/scope/scope.ts';
import type { Store } from '../store/store.ts';
import { newClientSecret } from '../tokens/client-secret.ts';
import type { Keyring } from '../tokens/keyring.ts';
import { inEnglish } from '../words/sentence.ts';
import { PROOF_OPTIONS, PROOF_USAGE, readProofOptions } from './client-proof.ts';
import { actsForNobody } from './client-tenant.ts';
import { API_OPTIONS, API_USAGE, command, type readArgs } from './command.ts';
import { keyringOf } from './open-keys.ts';
import { atTheTerminal, type Opened, withStore } from './open-store.ts';
import { tenantNamed } from './tenant-named.ts';
import type { Terminal } from './terminal.ts';

const KINDS: readonly string[] = ['confidential', 'public', 'platform'] satisfies ClientKind[];
/** The last part of a grant type's URN may be used for short. */
const SHORT = new Map<string, GrantType>(GRANT_TYPES.map((type) => [type.split(':').at(-1) ?? type, type]));
const DEFAULTS: GrantType[] = ['authorization_code', 'refresh_token', 'client_credentials'];

const OPTIONS = {
  ...API_OPTIONS,
  ...PROOF_OPTIONS,
  kind: { type: 'string', default: 'confidential' },
  redirect: { type: 'string', multiple: true },
  scope: { type: 'string' },
  grant: { type: 'string', multiple: true },
  owner: { type: 'string' },
  tenant: { type: 'string' },
  'acts-as': { type: 'string' },
  sandbox: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof readArgs<typeof OPTIONS>>['values'];

export const clientAdd = command({
  name: 'client add',
  summary: 'register an OAuth client',
  usage: `latchkey client add <name> --redirect <uri> [--kind <kind>] [--scope "<scopes>"] …

  --kind <kind>     confidential (has a server; default), public (browser, device), or platform (connected accounts)
  --redirect <uri>  where people come back to; may be repeated
  --scope <scopes>  what it may ask for, separated by spaces (default: every scope open to its kind)
  --grant <type>    ${[...SHORT.keys()].join(', ')};
                    may be repeated (default: the first two; for a platform the first three)
  --owner <email>   whose client it is, so that it shows on their page; with --tenant, in which tenant
  --tenant <id>     the tenant whose data its own tokens open; without it they open no tenant's
  --acts-as <email> the user whom its client-credentials tokens act as, in --tenant
  --sandbox         for the sandbox instead of live data
${PROOF_USAGE}
${API_USAGE}`,
  options: OPTIONS,
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }, terminal) {
    return withStore('make', values, terminal, async ({ store, config, dataDir }) => {
      const kind = oneOf('--kind', values.kind, KINDS) as ClientKind;
      const proof = await readProofOptions(values, kind, config, terminal.cwd);
      const client = { ...(await readClient(positionals[0] ?? '', values, config, store)), ...proof };
      const below = turnedAwayFor(client, config);
      if (below) throw new StartError(`This client cannot be made: ${below.lacks} (${below.demand.source}).`);
      const keys = await keysForSecret(client, { store, config, dataDir }, terminal);
      const made = usesSecret(client) ? newClientSecret({ config, keys }, client, client.createdAt) : null;
      const detail = { name: client.name, kind: client.kind, redirectUris: client.redirectUris };
      const { tenantId, id: clientId, mode } = client;
      await store.createClient(client, made?.record ?? null, [
        atTheTerminal('client.created', { tenantId, clientId, mode, detail }),
      ]);
      terminal.say(`client_id      ${client.id}`);
      terminal.say(`client_secret  ${made?.secret ?? `none: it proves itself by ${proofWord(client)}`}`);
      terminal.say(`scope          ${client.scopes.join(' ')}`);
      const served = await servedAs(dataDir, terminal.env);
      const { authorization, token } = addressOf(config, served).endpoints;
      if (client.redirectUris.length > 0) terminal.say(`authorization_endpoint  ${authorization}`);
      terminal.say(`token_endpoint          ${token}`);
      if (made) terminal.note('The secret is shown only now.');
      if (actsForNobody(client, config)) {
        const { word } = config.tenant;
        terminal.note(
          `It is bound to no ${word}, so its own tokens open no ${word}'s data: only operations with x-latchkey-tenant: false. ` +
            `To bind it: latchkey client set ${client.id} --tenant <id>.`,
        );
      }
      for (const type of client.grantTypes) {
        if (!offeredGrants(config).some((grant) => grant.type === type)) {
          terminal.note(
            `It cannot use ${type} yet: the configuration of ${config.name} has it switched off.`,
          );
        }
      }
      return 0;
    });
  },
});

/**
 * Returns the keys for sealing a secret, which only `client_secret_jwt` needs. For other methods, no master
 * key is required.
 */
export async function keysForSecret(
  { authMethod }: Pick<Client, 'authMethod'>,
  opened: Pick<Opened, 'store' | 'config' | 'dataDir'>,
  { env }: Terminal,
): Promise<Keyring | null> {
  if (authMethod !== 'client_secret_jwt') return null;
  return keyringOf(opened, await loadMasterKeys(opened.dataDir, env, readEnvironment(env).mode));
}

export function proofWord({ authMethod }: Client): string {
  return authMethod === 'none' || authMethod === null ? 'PKCE' : authMethod;
}

async function readClient(name: string, values: Values, config: ApiConfig, store: Store): Promise<Client> {
  const kind = oneOf('--kind', values.kind, KINDS) as ClientKind;
  const grantTypes = values.grant?.map(grantNamed) ?? (kind === 'platform' ? DEFAULTS : DEFAULTS.slice(0, 2));
  const unfit = unfitGrant(kind, grantTypes);
  if (unfit) {
    throw new StartError(`A public client cannot keep a secret, so ${unfit.type} is not for it.`);
  }
  if (values['acts-as'] !== undefined && values.tenant === undefined) {
    throw new StartError(`--acts-as: name the ${config.tenant.word} as well (--tenant), in which it acts.`);
  }
  const redirectUris = values.redirect ?? [];
  if (lacksRedirectUri({ grantTypes, redirectUris })) {
    throw new StartError('Name at least one --redirect: where people come back to after they consented.');
  }
  const allow = {
    privateUse: kind === 'public',
    schemeless: config.dialects.includes('schemeless-redirect'),
  };
  for (const uri of redirectUris) {
    const problem = redirectUriProblem(uri, allow);
    if (problem) throw new StartError(`--redirect ${uri}: ${inEnglish(problem)}`);
  }
  return clientRecord({
    id: newId('client'),
    name,
    kind,
    mode: values.sandbox ? 'sandbox' : 'live',
    redirectUris,
    grantTypes,
    scopes: readScopes(values.scope, kind, config),
    ownerUserId: await userId('--owner', values.owner, store),
    tenantId: values.tenant === undefined ? null : (await tenantNamed(values.tenant, { store, config })).id,
    actsAsUserId: await userId('--acts-as', values['acts-as'], store),
    origin: 'seed',
    createdAt: Date.now(),
  });
}

function readScopes(text: string | undefined, kind: ClientKind, config: ApiConfig): string[] {
  const open = scopesOpenTo(kind, config.scopes);
  // Any client may request `offline_access`.
  if (text === undefined) return open.filter((name) => name !== OFFLINE_ACCESS);
  const named = text.split(' ').filter(Boolean);
  // A client without scopes could request none, so every token request would fail (RFC 6749 section 3.3).
  if (named.length === 0) throw new StartError(`--scope is empty: name at least one of ${open.join(', ')}.`);
  return [...new Set(named)].map((each) => oneOf('--scope', each, open));
}

function grantNamed(text: string): GrantType {
  const type = SHORT.get(text) ?? GRANT_TYPES.find((each) => each === text);
  if (type) return type;
  throw new StartError(`--grant ${text}: use ${[...SHORT.keys()].join(', ')}.`);
}

function oneOf(option: string, value: string, allowed: readonly string[]): string {
  if (allowed.includes(value)) return value;
  throw new StartError(`${option} ${value}: use ${allowed.join(', ')}.`);
}

async function userId(option: string, email: string | undefined, store: Store): Promise<UserId | null> {
  if (email === undefined) return null;
  const user = await store.userByEmail(email);
  if (!user) throw new StartError(`${option} ${email}: there is no such person (latchkey user add).`);
  return user.id;
}
