import SCIMMY from 'scimmy';
import { newId } from '../../lib/ids.ts';
import type { DirectoryGroup } from '../../model/index.ts';
import { type Directory, directoryRow } from './directory.ts';
import { applyPlace } from './place.ts';
import { found, plain, times } from './users.ts';

/** A tenant's directory pushes the groups that stand for roles, not all that it has. */
const MOST_GROUPS = 1_000;

type Resource = Record<string, unknown>;
type ShownGroup = ReturnType<typeof shown>;

export function declareGroups(): void {
  SCIMMY.Resources.declare(SCIMMY.Resources.Group)
    .ingress((resource, instance, directory: Directory) => write(directory, resource.id, { ...instance }))
    .egress((resource, directory: Directory) => read(directory, resource))
    .degress((resource, directory: Directory) => remove(directory, resource.id ?? ''));
}

async function read(
  { api, tenantId }: Directory,
  resource: InstanceType<typeof SCIMMY.Resources.Group>,
): Promise<ShownGroup | ShownGroup[]> {
  if (resource.id) {
    const { group, members } = found(await api.store.directoryGroup(tenantId, resource.id), resource.id);
    return shown(group, members);
  }
  const groups = await api.store.directoryGroups(tenantId, MOST_GROUPS);
  // A list leaves members out unless they are asked for: a group can have thousands.
  const all = groups.map((group) => shown(group, null));
  return resource.filter ? (resource.filter.match(all) as ShownGroup[]) : all;
}

async function write(directory: Directory, id: string | undefined, instance: Resource): Promise<ShownGroup> {
  const { api, tenantId } = directory;
  const before = id === undefined ? null : found(await api.store.directoryGroup(tenantId, id), id);
  const resource = plain(instance);
  const displayName = String(resource.displayName ?? '');
  if (displayName === '') throw new SCIMMY.Types.Error(400, 'invalidValue', 'A group has a displayName.');
  const members = membersIn(resource);
  if (before === null && (await api.store.directoryGroups(tenantId, MOST_GROUPS)).length >= MOST_GROUPS) {
    throw new SCIMMY.Types.Error(413, 'tooMany', `A directory has ${MOST_GROUPS} groups at most.`);
  }
  const now = api.clock.now();
  const group: DirectoryGroup = {
    tenantId,
    id: before?.group.id ?? newId('grp'),
    displayName,
    externalId: typeof resource.externalId === 'string' ? resource.externalId : null,
    createdAt: before?.group.createdAt ?? now,
    changedAt: now,
  };
  const row = directoryRow(directory, { group: group.id, name: displayName, members: members.length });
  if ((await api.store.saveDirectoryGroup(group, members, [row])) === 'taken') {
    throw new SCIMMY.Types.Error(409, 'uniqueness', `There is a group ${displayName} already.`);
  }
  const renamed = before !== null && before.group.displayName !== displayName;
  await applyTo(
    directory,
    renamed ? union(before.members, members) : difference(before?.members ?? [], members),
  );
  return shown(group, found(await api.store.directoryGroup(tenantId, group.id), group.id).members);
}

async function remove(directory: Directory, id: string): Promise<void> {
  const { api, tenantId } = directory;
  const { group, members } = found(await api.store.directoryGroup(tenantId, id), id);
  const audit = [directoryRow(directory, { group: id, name: group.displayName, removed: true })];
  await api.store.removeDirectoryGroup({ tenantId, id, audit });
  await applyTo(directory, members);
}

/** The role of somebody who joined or left a group may be another one now. */
async function applyTo(directory: Directory, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const user = await directory.api.store.directoryUser(directory.tenantId, id);
    if (user) await applyPlace(directory, user);
  }
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}

function difference(one: readonly string[], other: readonly string[]): string[] {
  return union(one, other).filter((id) => one.includes(id) !== other.includes(id));
}

function membersIn({ members }: Resource): string[] {
  if (!Array.isArray(members)) return [];
  const ids = members.flatMap((each: unknown) => {
    const value = typeof each === 'object' && each !== null ? Reflect.get(each, 'value') : null;
    return typeof value === 'string' ? [value] : [];
  });
  return [...new Set(ids)];
}

function shown(
  { id, displayName, externalId, createdAt, changedAt }: DirectoryGroup,
  members: readonly string[] | null,
) {
  return {
    id,
    displayName,
    ...(externalId === null ? {} : { externalId }),
    ...(members === null ? {} : { members: members.map((value) => ({ value, type: 'User' })) }),
    meta: times(createdAt, changedAt),
  };
}
