import { permits } from '../access/roles.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Operation } from '../model/index.ts';
import type { Place } from './openapi-document.ts';
import { parameterName, templateSegments } from './route-tree.ts';

/** Collects what is wrong, under the line it stands on. */
export type Complain = (line: number, problem: string) => void;

/** What an operation is read against. */
export interface Surroundings {
  config: ApiConfig;
  /** Names under `components.securitySchemes`. */
  schemes: Set<string>;
  /** `security` of the whole document, for operations without their own. */
  security: Place | null;
}

const EXTENSIONS = [
  'x-latchkey-permission',
  'x-latchkey-resource',
  'x-latchkey-tenant',
  'x-latchkey-operations',
];
const RESOURCE = /^([A-Za-z][A-Za-z0-9_-]*):\{([^{}]+)\}$/;

/**
 * Reads what one operation needs. Complains instead of guessing: an operation whose needs are not clear would
 * otherwise be open, or closed, by accident.
 */
export function readOperation(
  place: Place,
  method: string,
  template: string,
  around: Surroundings,
  complain: Complain,
): Operation {
  for (const [key, value] of place.entries() ?? []) {
    if (key.startsWith('x-latchkey-') && !EXTENSIONS.includes(key)) {
      complain(value.line, `${key} is not known; use ${EXTENSIONS.join(', ')}`);
    }
    if (key === 'servers') complain(value.line, 'servers of a single operation are not read');
  }
  const named = readNamedOperations(place, method, template, around, complain);
  const scopes = readSecurity(place.at('security') ?? around.security, place, around, complain);
  const open = scopes?.length === 0;
  if (open && around.config.front.kind === 'in-process') {
    complain(
      place.line,
      'an API in this process is handed a caller with every call, so security: [] is not possible',
    );
  }
  return {
    id: place.at('operationId')?.text() ?? `${method} ${template}`,
    method,
    template,
    public: open,
    scopes: scopes ?? [],
    permission: readPermission(place, around, complain),
    resources: readResources(place, template, complain),
    customerData: readTenant(place, complain),
    ...(named === null ? {} : { named }),
  };
}

/**
 * `x-latchkey-operations`: for an address that takes many kinds of calls, as JSON-RPC and GraphQL have it, what each
 * of them needs. Each stands for itself: it inherits nothing from the operation that it is written under.
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
    complain(value.line, 'x-latchkey-operations has to name operations, each with what it needs');
    return null;
  }
  if (around.config.front.kind !== 'sdk') {
    complain(
      value.line,
      'x-latchkey-operations: only an API that asks through the SDK can say which of them a call is',
    );
  }
  const named = new Map<string, Operation>();
  for (const [name, inner] of entries) {
    for (const key of ['operationId', 'x-latchkey-operations']) {
      const found = inner.at(key);
      if (found) complain(found.line, `${name}: ${key} has no place here`);
    }
    named.set(name, { ...readOperation(inner, method, template, around, complain), id: name });
  }
  return named;
}

function readSecurity(
  security: Place | null,
  operation: Place,
  around: Surroundings,
  complain: Complain,
): string[][] | null {
  if (!security) {
    complain(
      operation.line,
      'no security; name the scopes it needs, or write security: [] if anybody may call it',
    );
    return null;
  }
  const requirements = security.items();
  if (!requirements) {
    complain(security.line, 'security has to be a list of requirements');
    return null;
  }
  return requirements.map((requirement) => {
    const schemes = requirement.entries();
    if (!schemes || schemes.length === 0) {
      complain(
        requirement.line,
        'an empty requirement makes the token optional; write security: [] if anybody may call it',
      );
      return [];
    }
    return schemes.flatMap(([name, scopes]) => {
      if (!around.schemes.has(name)) {
        complain(scopes.line, `security scheme ${name} is not declared under components.securitySchemes`);
      }
      return readScopes(name, scopes, around.config, complain);
    });
  });
}

function readScopes(scheme: string, scopes: Place, config: ApiConfig, complain: Complain): string[] {
  const items = scopes.items();
  if (!items) complain(scopes.line, `${scheme} has to be a list of scopes`);
  return (items ?? []).flatMap((item) => {
    const scope = item.text();
    if (scope !== null && Object.hasOwn(config.scopes, scope)) return [scope];
    complain(item.line, `scope ${scope ?? '(not a text)'} is not declared in the configuration`);
    return [];
  });
}

function readPermission(place: Place, { config }: Surroundings, complain: Complain): string | null {
  const value = place.at('x-latchkey-permission');
  if (!value) return null;
  const permission = value.text();
  if (!permission || permission.includes('*')) {
    complain(
      value.line,
      'x-latchkey-permission has to be the name of one permission, such as contact.delete',
    );
    return null;
  }
  if (!Object.values(config.roles).some((role) => permits(role.permissions, permission))) {
    complain(value.line, `no role of the configuration has the permission ${permission}`);
  }
  return permission;
}

function readResources(place: Place, template: string, complain: Complain): Operation['resources'] {
  const value = place.at('x-latchkey-resource');
  if (!value) return [];
  const parameters = templateSegments(template).map(parameterName);
  return (value.items() ?? [value]).flatMap((item) => {
    const [, type, parameter] = RESOURCE.exec(item.text() ?? '') ?? [];
    if (type === undefined || parameter === undefined) {
      complain(item.line, 'x-latchkey-resource has to look like project:{project_id}, or be a list of such');
      return [];
    }
    if (!parameters.includes(parameter)) {
      complain(item.line, `x-latchkey-resource names {${parameter}}, which is not in the path`);
    }
    return [{ type, parameter }];
  });
}

function readTenant(place: Place, complain: Complain): boolean {
  const value = place.at('x-latchkey-tenant');
  if (!value) return true;
  const truth = value.truth();
  if (truth === null) complain(value.line, 'x-latchkey-tenant has to be true or false');
  return truth ?? true;
}
