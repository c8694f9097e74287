import { namesReach, type Reach, reachOf } from '../access/ownership.ts';
import type { ApiConfig } from '../config/index.ts';
import { didYouMean } from '../lib/nearest.ts';
import type { IdLeniency, Operation } from '../model/index.ts';
import type { Complain, Place } from './document.ts';
import { parameterNames } from './matching/template.ts';
import { readSecurity, type Scheme } from './security.ts';

export type { Complain };

/** The context in which an operation is read. */
export interface Surroundings {
  config: ApiConfig;
  /** `components.securitySchemes`. */
  schemes: ReadonlyMap<string, Scheme>;
  /** `security` of the whole document, for operations without their own. */
  security: Place | null;
}

const EXTENSIONS = [
  'x-latchkey-permission',
  'x-latchkey-owner',
  'x-latchkey-resource',
  'x-latchkey-tenant',
  'x-latchkey-ids',
  'x-latchkey-operations',
];
/**
 * Returns whether a key is meant for Latchkey, in any spelling: a wrong capital must not make a rule
 * disappear silently.
 */
export function isOurs(key: string): boolean {
  return /^x[-_]latchkey/i.test(key);
}

const NEEDS_SCOPES = 'name the scopes it needs under security, or leave it out';
const RESOURCE = /^([A-Za-z][A-Za-z0-9_-]*):\{([^{}]+)\}$/;

/**
 * Reads what one operation needs. Reports faults instead of guessing: an operation with unclear needs would
 * otherwise be open, or closed, by accident.
 */
export function readOperation(
  place: Place,
  method: string,
  template: string,
  around: Surroundings,
  complain: Complain,
): Operation {
  const entries = place.entries();
  if (!entries) complain(place, 'an operation has to be a mapping');
  for (const [key, value] of entries ?? []) {
    if (isOurs(key) && !EXTENSIONS.includes(key)) {
      complain(value, `${key} is not known${didYouMean(key, EXTENSIONS)}; use ${EXTENSIONS.join(', ')}`);
    }
  }
  const named = readNamedOperations(place, method, template, around, complain);
  const alternatives = readSecurity(place.at('security') ?? around.security, place, around, complain);
  // A call without a token has nobody whose permission or resource could be checked. A document that demands
  // one means the operation to be closed, so that is a fault.
  const open = alternatives.public || alternatives.optional;
  for (const key of open ? ['x-latchkey-permission', 'x-latchkey-resource'] : []) {
    const vain = place.at(key);
    if (!vain) continue;
    const remedy = alternatives.optional ? 'take {} out of security, or leave it out' : NEEDS_SCOPES;
    complain(vain, `${key} has no effect where anybody may call without a token; ${remedy}`);
  }
  const unmerged = place.at('<<');
  if (unmerged) complain(unmerged, '<< is a name like any other here, and nothing is merged');
  const ids = readIds(place, complain);
  const summary = place.at('summary')?.text();
  const tag = place.at('tags')?.items()?.[0]?.text();
  return {
    id: place.at('operationId')?.text() ?? `${method} ${template}`,
    ...(summary ? { summary } : {}),
    ...(tag ? { tag } : {}),
    method,
    template,
    ...alternatives,
    permission: readPermission(place, around, complain),
    owner: readOwner(place, template, complain),
    resources: readResources(place, template, complain),
    customerData: readTenant(place, complain),
    ...(ids.length === 0 ? {} : { ids }),
    ...(named === null ? {} : { named }),
  };
}

/**
 * Reads `x-latchkey-operations`, for an address that takes several kinds of calls, such as JSON-RPC or
 * GraphQL: the needs of each. Each is independent and inherits nothing from the operation that contains it.
 */
function readNamedOperations(
  place: Place,
  method: string,
  template: string,
  around: Surroundings,
  complain: Complain,
): Map<string, Operation> | null {
  const value = place.at('x-latchkey-operations');
  if (!value) return null;
  const entries = value.entries();
  if (!entries) {
    complain(value, 'x-latchkey-operations has to name operations, each with what it needs');
    return null;
  }
  if (around.config.front.kind !== 'sdk') {
    complain(
      value,
      'x-latchkey-operations: only an API that asks through the SDK can say which of them a call is',
    );
  }
  const named = new Map<string, Operation>();
  for (const [name, inner] of entries) {
    for (const key of ['operationId', 'x-latchkey-operations', 'x-latchkey-ids']) {
      const found = inner.at(key);
      if (found) complain(found, `${name}: ${key} has no place here`);
    }
    named.set(name, { ...readOperation(inner, method, template, around, complain), id: name });
  }
  return named;
}

function readPermission(place: Place, { config }: Surroundings, complain: Complain): string | null {
  const value = place.at('x-latchkey-permission');
  if (!value) return null;
  const permission = value.text();
  if (!permission || permission.includes('*') || namesReach(permission)) {
    complain(
      value,
      'x-latchkey-permission has to be the name of one permission, such as contact.delete, without * and :own',
    );
    return null;
  }
  const reaches = Object.values(config.roles).map((role): Reach => reachOf(role.permissions, permission));
  if (reaches.every((reach) => reach === 'none')) {
    complain(value, `no role of the configuration has the permission ${permission}`);
  } else if (!reaches.includes('any') && !place.at('x-latchkey-owner')) {
    complain(
      value,
      `roles have ${permission} for own records only, so x-latchkey-owner has to say who knows the owner`,
    );
  }
  return permission;
}

function readOwner(place: Place, template: string, complain: Complain): Operation['owner'] {
  const value = place.at('x-latchkey-owner');
  if (!value) return null;
  if (!place.at('x-latchkey-permission')) {
    complain(
      value,
      'x-latchkey-owner says whose record it is, which matters to an x-latchkey-permission only',
    );
  }
  const text = value.text() ?? '';
  if (text === 'handler') return text;
  const parameter = /^\{([^{}]+)\}$/.exec(text)?.[1];
  if (parameter === undefined) {
    complain(value, 'x-latchkey-owner has to be handler, or a path parameter such as {user_id}');
    return null;
  }
  if (!parameterNames(template).includes(parameter)) {
    complain(value, `x-latchkey-owner names {${parameter}}, which is not in the path`);
  }
  return { parameter };
}

function readResources(place: Place, template: string, complain: Complain): Operation['resources'] {
  const value = place.at('x-latchkey-resource');
  if (!value) return [];
  const parameters = parameterNames(template);
  return (value.items() ?? [value]).flatMap((item) => {
    const [, type, parameter] = RESOURCE.exec(item.text() ?? '') ?? [];
    if (type === undefined || parameter === undefined) {
      complain(item, 'x-latchkey-resource has to look like project:{project_id}, or be a list of such');
      return [];
    }
    if (!parameters.includes(parameter)) {
      complain(item, `x-latchkey-resource names {${parameter}}, which is not in the path`);
    }
    return [{ type, parameter }];
  });
}

const ID_LENIENCIES: readonly IdLeniency[] = ['encoded-slashes', 'lookalikes'];

function readIds(place: Place, complain: Complain): IdLeniency[] {
  const value = place.at('x-latchkey-ids');
  if (!value) return [];
  return (value.items() ?? [value]).flatMap((item) => {
    const found = ID_LENIENCIES.filter((each) => each === item.text());
    if (found.length === 0) complain(item, `x-latchkey-ids has to be a list of ${ID_LENIENCIES.join(', ')}`);
    return found;
  });
}

function readTenant(place: Place, complain: Complain): boolean {
  const value = place.at('x-latchkey-tenant');
  if (!value) return true;
  const truth = value.truth();
  if (truth === null) complain(value, 'x-latchkey-tenant has to be true or false');
  return truth ?? true;
}
