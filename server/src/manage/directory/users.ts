import SCIMMY from 'scimmy';
import { auditEvent } from '../../audit/event.ts';
import { newId } from '../../lib/ids.ts';
import type { DirectoryUser, UserId } from '../../model/index.ts';
import { admitPerson } from '../../signin/outside/admit.ts';
import { directorySource } from '../../signin/outside/of-directory.ts';
import { sourceOf } from '../../signin/upstream/of-tenant.ts';
import { type Directory, directoryRow } from './directory.ts';
import { applyPlace, endPlace } from './place.ts';
import { followPreferences } from './preferences.ts';

/** A filter other than by name or id is answered from so many users at most. */
const MOST_FILTERED = 5_000;
/** The most users in one answer (RFC 7644 section 3.4.2.4: a server may give fewer than were asked for). */
export const MOST_IN_ANSWER = 200;

type Resource = Record<string, unknown>;

/** A user as the library writes it. */
interface ShownUser extends Resource {
  id: string;
  userName: string;
}

/** Tells the library where users are. It keeps one such list for the process, so each call brings its directory along. */
export function declareUsers(): void {
  SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .ingress((resource, instance, directory: Directory) => write(directory, resource.id, { ...instance }))
    .egress((resource, directory: Directory) => read(directory, resource))
    .degress((resource, directory: Directory) => remove(directory, resource.id ?? ''));
}

async function read(
  { api, tenantId }: Directory,
  resource: InstanceType<typeof SCIMMY.Resources.User>,
): Promise<ShownUser | ShownUser[]> {
  if (resource.id) return shown(found(await api.store.directoryUser(tenantId, resource.id), resource.id));
  const { startIndex = 1, count = MOST_IN_ANSWER } = resource.constraints ?? {};
  const limit = Math.min(count, MOST_IN_ANSWER);
  resource.constraints = { ...resource.constraints, startIndex, count: limit };
  if (resource.filter) {
    const matching = await filtered({ api, tenantId }, resource.filter);
    resource.constraints = {
      ...resource.constraints,
      totalResults: matching.length,
    } as typeof resource.constraints;
    return matching;
  }
  const { users, total } = await api.store.directoryUsers({ tenantId, offset: startIndex - 1, limit });
  resource.constraints = { ...resource.constraints, totalResults: total } as typeof resource.constraints;
  return users.map(shown);
}

async function filtered(
  { api, tenantId }: Pick<Directory, 'api' | 'tenantId'>,
  filter: InstanceType<typeof SCIMMY.Types.Filter>,
): Promise<ShownUser[]> {
  const { userName, externalId } = equalTo(filter);
  if (userName !== undefined) {
    const one = await api.store.directoryUserNamed(tenantId, userName);
    return one ? [shown(one)] : [];
  }
  if (externalId !== undefined) {
    return (await api.store.directoryUsersWithExternalId(tenantId, externalId)).map(shown);
  }
  const { users, total } = await api.store.directoryUsers({ tenantId, offset: 0, limit: MOST_FILTERED });
  if (total > MOST_FILTERED) {
    throw new SCIMMY.Types.Error(
      400,
      'invalidFilter',
      `With more than ${MOST_FILTERED} users, filter by userName or externalId.`,
    );
  }
  return filter.match(users.map(shown)) as ShownUser[];
}

/** The values of a filter that is one comparison by `eq`, which is the one that directories send before each creation. */
function equalTo(filter: InstanceType<typeof SCIMMY.Types.Filter>): {
  userName?: string;
  externalId?: string;
} {
  const [first, second] = [...filter] as Record<string, unknown>[];
  if (!first || second || Object.keys(first).length !== 1) return {};
  const [name = '', comparison] = Object.entries(first)[0] ?? [];
  const [how, value] = Array.isArray(comparison) ? (comparison as unknown[]) : [];
  if (how !== 'eq' || typeof value !== 'string') return {};
  if (name.toLowerCase() === 'username') return { userName: value };
  return name.toLowerCase() === 'externalid' ? { externalId: value } : {};
}

async function write(directory: Directory, id: string | undefined, instance: Resource): Promise<ShownUser> {
  const { api, tenantId } = directory;
  const before = id === undefined ? null : found(await api.store.directoryUser(tenantId, id), id);
  const { meta: _, schemas: __, groups: ___, password: ____, id: _____, ...resource } = plain(instance);
  if (id === undefined) resource.active ??= true;
  const userName = String(resource.userName ?? '');
  if (userName === '') throw new SCIMMY.Types.Error(400, 'invalidValue', 'A user has a userName.');
  const now = api.clock.now();
  const ownId = before?.id ?? newId('dir');
  const user: DirectoryUser = {
    tenantId,
    id: ownId,
    userId: before?.userId ?? (await personFor(directory, ownId, resource)),
    userName,
    externalId: typeof resource.externalId === 'string' ? resource.externalId : null,
    active: resource.active !== false,
    resource,
    createdAt: before?.createdAt ?? now,
    changedAt: now,
  };
  // Before it is noted: an end that was answered must have happened.
  if (!user.active) await endPlace(directory, user);
  const row = directoryRow(directory, { user: ownId, active: user.active }, user.userId);
  if ((await api.store.saveDirectoryUser(user, [row])) === 'taken') {
    throw new SCIMMY.Types.Error(409, 'uniqueness', `There is a user ${userName} already.`);
  }
  if (before) await followName(directory, user);
  await followPreferences(directory, user, before);
  await applyPlace(directory, user);
  return shown(user);
}

/**
 * Somebody who signed in at the tenant's provider, which knows them by the same id, is that person; the directory decides about them from now on. A
 * member of this tenant with the same address is that person: the tenant decides about them already. Anybody else is a new
 * person, even if an address here is the same (docs/decisions/0065): a directory can write whatever address it likes.
 */
async function personFor(directory: Directory, id: string, resource: Resource): Promise<UserId> {
  const { api, tenantId } = directory;
  const joined = await joinOfProvider(directory, id, resource);
  if (joined) return joined;
  const email = emailIn(resource);
  const known = email === null ? null : await api.store.userByEmail(email);
  if (known && (await api.store.membership(known.id, tenantId))) return known.id;
  return (await admitted(directory, id, resource)).id;
}

async function joinOfProvider(
  { api, request, tenantId, by }: Directory,
  id: string,
  { externalId, ...resource }: Resource,
): Promise<UserId | null> {
  const provider = typeof externalId === 'string' ? await api.store.tenantProvider(tenantId) : null;
  if (!provider) return null;
  const account = await api.store.outsideAccount(sourceOf(provider, provider.issuer), String(externalId));
  if (!account || (await api.store.directoryUserOf(tenantId, account.userId))) return null;
  const { userId } = account;
  const now = api.clock.now();
  const [source, email] = [directorySource(tenantId), emailIn(resource) ?? account.email];
  const own = { source, subject: id, userId, email, emailVerified: false, founding: false };
  await api.store.linkOutside({ ...own, createdAt: now, usedAt: now }, [
    auditEvent(api, request, 'outside_account.linked', {
      ...{ tenantId, userId },
      detail: { source, subject: id, by },
    }),
  ]);
  return userId;
}

function admitted({ api, request, tenantId }: Directory, id: string, resource: Resource) {
  return admitPerson(api, request, {
    source: directorySource(tenantId),
    subject: id,
    name: nameIn(resource),
    email: emailIn(resource) ?? String(resource.userName),
    emailVerified: false,
    wantedId: null,
    places: null,
  });
}

/** A person who began with the directory has the name that it gives. */
async function followName(directory: Directory, { id, resource, tenantId }: DirectoryUser): Promise<void> {
  const own = await directory.api.store.outsideAccount(directorySource(tenantId), id);
  if (own) await admitted(directory, id, resource);
}

async function remove(directory: Directory, id: string): Promise<void> {
  const { api, tenantId } = directory;
  const user = found(await api.store.directoryUser(tenantId, id), id);
  await endPlace(directory, user);
  const audit = [directoryRow(directory, { user: id, removed: true }, user.userId)];
  await api.store.removeDirectoryUser({ tenantId, id, audit });
}

export function found<Value>(value: Value | null, id: string): Value {
  if (value === null)
    throw new SCIMMY.Types.Error(404, null as unknown as 'tooMany', `Resource ${id} not found`);
  return value;
}

function shown({ id, userName, resource, createdAt, changedAt }: DirectoryUser): ShownUser {
  return { ...resource, id, userName, meta: times(createdAt, changedAt) };
}

export function times(createdAt: number, changedAt: number) {
  return { created: new Date(createdAt).toISOString(), lastModified: new Date(changedAt).toISOString() };
}

/** The library's values have types of their own, which are not stored. */
export function plain(instance: Resource): Resource {
  return JSON.parse(JSON.stringify(instance)) as Resource;
}

function emailIn({ emails, userName }: Resource): string | null {
  const all = Array.isArray(emails) ? (emails as { value?: unknown; primary?: unknown }[]) : [];
  const value = (all.find(({ primary }) => primary === true) ?? all[0])?.value ?? userName;
  return typeof value === 'string' && value.includes('@') ? value : null;
}

function nameIn({ displayName, name, userName }: Resource): string {
  const { formatted, givenName, familyName } = (name ?? {}) as Record<string, unknown>;
  const parts = [givenName, familyName].filter((part) => typeof part === 'string').join(' ');
  const [first] = [displayName, formatted, parts, userName].filter(
    (each) => typeof each === 'string' && each !== '',
  );
  return String(first);
}
