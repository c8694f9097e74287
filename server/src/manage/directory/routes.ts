import SCIMMY from 'scimmy';
import type { Api } from '../../api.ts';
import { type Answer, NO_STORE } from '../../http/answer.ts';
import type { Inbound, Route } from '../../http/inbound.ts';
import { covers } from '../../rules/management/scope.ts';
import { readCaller } from '../api/caller.ts';
import { described, locationOf, refusal, SCIM, scim, withLocation } from './answers.ts';
import type { Directory } from './directory.ts';
import { declare } from './library.ts';
import { attributesOf, bodyOf, known, queryOf } from './requests.ts';

const { Resources } = SCIMMY;

/** The part of the library's resources that the endpoints use. */
type Kind = new (
  idOrQuery?: string | object,
  query?: object,
) => {
  read(directory: Directory): Promise<unknown>;
  write(instance: object, directory: Directory): Promise<unknown>;
  patch(message: object, directory: Directory): Promise<unknown>;
  dispose(directory: Directory): Promise<void>;
};

/** SCIM 2.0 (RFC 7644) for the directory of a tenant: users and groups, which it authenticates for by a token of that tenant. */
export function directoryRoutes(api: Api): Route[] {
  declare();
  const hosts = [new URL(api.address.issuer).hostname];
  const base = `${api.config.management.path}${SCIM}`;
  const route = (
    method: Route['method'],
    path: string,
    answer: (directory: Directory, id: string) => Promise<Answer>,
  ): Route => ({
    hosts,
    method,
    path: `${base}${path}`,
    handle: (request, { id = '' }) => inDirectory(api, request, (directory) => answer(directory, id)),
  });
  return [
    ...(['Users', 'Groups'] as const).flatMap((name) => resourceRoutes(route, name)),
    route('GET', '/ServiceProviderConfig', () => described(new Resources.ServiceProviderConfig())),
    route('GET', '/ResourceTypes', () => described(new Resources.ResourceType())),
    route('GET', '/ResourceTypes/:id', (_, id) => described(new Resources.ResourceType(id))),
    route('GET', '/Schemas', () => described(new Resources.Schema())),
    route('GET', '/Schemas/:id', (_, id) => described(new Resources.Schema(id))),
    ...elsewhere(hosts, base),
  ];
}

function resourceRoutes(
  route: (
    method: Route['method'],
    path: string,
    answer: (directory: Directory, id: string) => Promise<Answer>,
  ) => Route,
  name: 'Users' | 'Groups',
): Route[] {
  const Kind = (name === 'Users' ? Resources.User : Resources.Group) as unknown as Kind;
  const located = (directory: Directory, value: unknown) => withLocation(directory, name, value);
  return [
    route('GET', `/${name}`, async (directory) => {
      const list = await opened(Kind, queryOf(directory.request)).read(directory);
      return scim(200, located(directory, list));
    }),
    route('POST', `/${name}`, async (directory) => {
      const made = located(
        directory,
        await opened(Kind, attributesOf(directory.request)).write(await bodyOf(directory.request), directory),
      );
      return scim(201, made, locationOf(made));
    }),
    route('GET', `/${name}/:id`, async (directory, id) =>
      scim(
        200,
        located(directory, await opened(Kind, known(id), attributesOf(directory.request)).read(directory)),
      ),
    ),
    route('PUT', `/${name}/:id`, async (directory, id) =>
      scim(
        200,
        located(
          directory,
          await opened(Kind, known(id), attributesOf(directory.request)).write(
            await bodyOf(directory.request),
            directory,
          ),
        ),
      ),
    ),
    route('PATCH', `/${name}/:id`, async (directory, id) => {
      const kind = opened(Kind, known(id), attributesOf(directory.request));
      const patched = await kind.patch(await bodyOf(directory.request), directory);
      return scim(200, located(directory, patched ?? (await kind.read(directory))));
    }),
    route('DELETE', `/${name}/:id`, async (directory, id) => {
      await opened(Kind, known(id)).dispose(directory);
      return { status: 204, headers: { ...NO_STORE }, body: '' };
    }),
  ];
}

/** The answer to every other request, which has to be one of SCIM too. */
function elsewhere(hosts: string[], base: string): Route[] {
  const lists = ['Users', 'Groups'];
  const described = ['ServiceProviderConfig', 'ResourceTypes', 'Schemas'];
  return (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).map((method) => ({
    hosts,
    method,
    path: `${base}/*`,
    async handle({ path }) {
      const [first = '', ...rest] = path.slice(base.length + 1).split('/');
      if (rest.at(-1) === '.search' || first === '.search' || first === 'Bulk' || first === 'Me') {
        return refusal(501, null, 'This is not offered: see /ServiceProviderConfig.');
      }
      const isOne = rest.length < 2 && (lists.includes(first) || described.includes(first));
      if (!isOne) return refusal(404, null, 'There is nothing here under this address.');
      const allow = described.includes(first)
        ? 'GET'
        : rest.length === 0
          ? 'GET, POST'
          : 'GET, PUT, PATCH, DELETE';
      return refusal(405, null, `Use ${allow}.`, { allow });
    },
  }));
}

async function inDirectory(
  api: Api,
  request: Inbound,
  answer: (directory: Directory) => Promise<Answer>,
): Promise<Answer> {
  const caller = await readCaller(api, request);
  if (!caller.ok || caller.value.kind !== 'token') {
    const challenge = { 'www-authenticate': `Bearer realm="${api.config.name} directory"` };
    return refusal(401, null, 'Send a management token of the tenant as a bearer token.', challenge);
  }
  const { tenantId, scopes, id: by } = caller.value.token;
  if (tenantId === null) {
    return refusal(
      403,
      null,
      'A directory is one tenant’s own. Make a management token that is limited to the tenant.',
    );
  }
  const needed = request.method === 'GET' ? 'manage:members:read' : 'manage:members:write';
  if (!covers(scopes, needed)) return refusal(403, null, `The token lacks the scope ${needed}.`);
  try {
    return await answer({ api, request, tenantId, by });
  } catch (error) {
    if (!(error instanceof SCIMMY.Types.Error)) throw error;
    const { status, scimType, message } = error as Error & { status: number; scimType?: string };
    return refusal(Number(status), scimType ?? null, message);
  }
}

/** Throws a refusal where the library throws a `TypeError`: for a filter that it cannot read. */
function opened(kind: Kind, ...given: ConstructorParameters<Kind>): InstanceType<Kind> {
  try {
    return new kind(...given);
  } catch (error) {
    if (error instanceof TypeError) throw new SCIMMY.Types.Error(400, 'invalidFilter', error.message);
    throw error;
  }
}
