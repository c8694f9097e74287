import { readEnvironment } from '../config/environment/environment.ts';
import { readMasterKeys } from '../config/environment/master-key.ts';
import { StartError } from '../config/environment/start-error.ts';
import { type Client, type Grant, isVouchedFor, type Member, usesSecret } from '../model/index.ts';
import { confirmedRole, isHeldRole } from '../rules/tenant/held-member.ts';
import type { GrantWithParties } from '../store/grants/page.ts';
import type { Store } from '../store/store.ts';
import { newClientSecret } from '../tokens/client-secret.ts';
import { API_OPTIONS, API_USAGE, command } from './command.ts';
import { keyringOf } from './open-keys.ts';
import { atTheTerminal, type Opened, withStore } from './open-store.ts';
import { clientPages, connectionPages, memberPages, tenantPages } from './pages.ts';
import type { Terminal } from './terminal.ts';

const MOST_RESTORES = 200;

const OPTIONS = {
  ...API_OPTIONS,
  client: { type: 'string', multiple: true },
  user: { type: 'string', multiple: true },
  all: { type: 'boolean', default: false },
} as const;

export const confirm = command({
  name: 'confirm',
  summary: 'list everything that a restore holds, and let it go on',
  usage: `latchkey confirm [--client <id>]… [--user <email>]… [--all]

Without an option: lists the clients, members and connections that a restore holds.

  --client <id>     this client is used again; shows its new secret, if it has one
  --user <email>    this person has their roles again; latchkey user password sets a new password
  --all             every client, member and connection that a restore holds
${API_USAGE}

A single connection goes on with latchkey connection resume.`,
  options: OPTIONS,
  async run({ values }, terminal) {
    const { client: clients = [], user: users = [], all } = values;
    const changes = all || clients.length + users.length > 0;
    return withStore(changes ? 'change' : 'read', values, terminal, async (opened) => {
      const held = await heldIn(opened.store);
      if (!changes) {
        list(held, terminal);
        return 0;
      }
      const wantedClients = all ? held.clients : clients.map((id) => oneOf(held.clients, 'id', id));
      const wantedMembers = all
        ? held.members
        : users.flatMap((email) => {
            oneOf(held.members, 'email', email);
            return held.members.filter((member) => member.email === email);
          });
      for (const client of wantedClients) await confirmClient(opened, client, terminal);
      for (const member of wantedMembers) await confirmMember(opened, member, terminal);
      if (all) for (const { grant } of held.connections) await resume(opened, grant, terminal);
      return 0;
    });
  },
});

interface Held {
  clients: Client[];
  members: Member[];
  connections: GrantWithParties[];
}

/** Connections that a restore suspended are those that changed last in that moment; others were suspended before. */
async function heldIn(store: Store): Promise<Held> {
  const restores = await store.auditTrail({ kind: 'backup.restored', limit: MOST_RESTORES });
  const moments = new Set(restores.map(({ at }) => at));
  const held: Held = { clients: [], members: [], connections: [] };
  for await (const page of clientPages(store)) {
    held.clients.push(...page.filter(({ settings }) => settings.held));
  }
  const isHeld = ({ grant }: GrantWithParties) =>
    grant.held?.stopped === true && moments.has(grant.updatedAt);
  for await (const tenants of tenantPages(store)) {
    for (const { id: tenantId } of tenants) {
      for await (const page of memberPages(store, tenantId)) {
        held.members.push(...page.filter(({ role }) => isHeldRole(role)));
      }
      for await (const page of connectionPages(store, { tenantId, revoked: false })) {
        held.connections.push(...page.filter(isHeld));
      }
    }
  }
  return held;
}

function list({ clients, members, connections }: Held, { say, note }: Terminal): void {
  for (const { id, name, kind } of clients) say(`client      ${id}  ${name}  ${kind}`);
  for (const { email, tenantId, role } of members)
    say(`member      ${email}  ${tenantId}  ${confirmedRole(role)}`);
  for (const { grant, client, user } of connections) {
    say(
      `connection  ${grant.id}  ${grant.tenantId}  ${client.name}  ${user.email}  ${grant.scopes.join(' ')}`,
    );
  }
  if (clients.length + members.length + connections.length === 0) note('A restore holds nothing here.');
}

function oneOf<Thing, Name extends keyof Thing>(things: Thing[], name: Name, wanted: string): Thing {
  const found = things.find((thing) => thing[name] === wanted);
  if (found) return found;
  throw new StartError(`A restore does not hold ${wanted}: latchkey confirm lists what it holds.`);
}

async function confirmClient(opened: Opened, client: Client, terminal: Terminal): Promise<void> {
  const { store } = opened;
  const { held: _, ...settings } = client.settings;
  const { tenantId, id: clientId, mode } = client;
  const about = { tenantId, clientId, mode };
  const detail = { held: false, verified: isVouchedFor(client, null) };
  await store.updateClient({ ...client, settings }, [atTheTerminal('client.changed', { ...about, detail })]);
  if (!usesSecret(client)) {
    terminal.say(`${clientId} is used again.`);
    return;
  }
  const now = Date.now();
  const keys = client.authMethod === 'client_secret_jwt' ? await keysOf(opened, terminal) : null;
  const { secret, record } = newClientSecret({ config: opened.config, keys }, client, now);
  await store.addClientSecret(record, now, [
    atTheTerminal('client.secret_added', { ...about, detail: { overlapDays: 0 } }),
  ]);
  terminal.say(`${clientId} is used again, with a new secret, shown only now: ${secret}`);
}

async function keysOf(opened: Opened, { env }: Terminal) {
  return keyringOf(opened, await readMasterKeys(opened.dataDir, env, readEnvironment(env).mode));
}

async function confirmMember({ store }: Opened, member: Member, terminal: Terminal): Promise<void> {
  const { tenantId, userId, email, role: from } = member;
  const role = confirmedRole(from);
  const detail = { from, to: role };
  const audit = [atTheTerminal('member.role_changed', { tenantId, userId, detail })];
  await store.setRole({ tenantId, userId, role, audit });
  terminal.say(`${email} is ${role} of ${tenantId} again.`);
}

async function resume({ store }: Opened, grant: Grant, terminal: Terminal): Promise<void> {
  const { id: grantId, tenantId, userId, clientId, connectedAccountId, mode } = grant;
  const detail = { suspended: false };
  const about = { grantId, tenantId, userId, clientId, connectedAccountId, mode, detail };
  const audit = [atTheTerminal('authorization.changed', about)];
  await store.suspendGrant({ grantId, tenantId, suspended: false, now: Date.now(), byManager: true, audit });
  terminal.say(`${grantId} works again.`);
}
