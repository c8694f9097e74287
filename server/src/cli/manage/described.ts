import { StartError } from '../../config/environment/start-error.ts';
import { askServer } from './server.ts';

/** An operation of the management API, as the document of the server describes it. */
export interface Described {
  /** `list-clients`. */
  name: string;
  method: string;
  path: string;
  noun: string;
  summary: string;
  description: string;
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; description: string }[];
  /** The members of the body; `null` for an operation without one. */
  body: Record<string, Member> | null;
  required: readonly string[];
}

export interface Member {
  type: 'text' | 'number' | 'flag' | 'texts' | 'other';
  description: string;
}

export interface Server {
  /** The base address of the management API. */
  url: string;
  title: string;
  operations: Described[];
}

// biome-ignore lint/suspicious/noExplicitAny: a document of a server can be any JSON; each part is checked where it is read
type Json = any;

/**
 * Reads the document of a server. `url` is the base address of its management API, or its issuer, whose management API is at
 * `/manage`. Throws `StartError` if there is none.
 */
export async function describedServer(url: string): Promise<Server> {
  const document = '/openapi.json';
  const given = url.endsWith(document) ? url.slice(0, -document.length) : url;
  const base = given.endsWith('/') ? given.slice(0, -1) : given;
  for (const each of [base, `${base}/manage`]) {
    const { status, mediaType, body } = await askServer(`${each}${document}`, { method: 'GET' });
    if (status !== 200 || mediaType !== 'application/json') continue;
    const described = JSON.parse(body) as Json;
    if (typeof described?.openapi !== 'string') continue;
    return { url: each, title: String(described.info?.title ?? ''), operations: operationsIn(described) };
  }
  throw new StartError(
    `${url} has no management API. Name its base address, such as https://accounts.example.com/manage.`,
  );
}

function operationsIn(document: Json): Described[] {
  return Object.entries<Json>(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries<Json>(item).map(([method, operation]) => described(document, path, method, operation)),
  );
}

function described(document: Json, path: string, method: string, operation: Json): Described {
  const schema = resolved(document, operation.requestBody?.content?.['application/json']?.schema);
  return {
    name: kebab(String(operation.operationId)),
    method: method.toUpperCase(),
    path,
    noun: String(operation.tags?.[0] ?? ''),
    summary: String(operation.summary ?? ''),
    description: String(operation.description ?? ''),
    parameters: (operation.parameters ?? []).map((each: Json) => ({
      name: each.name,
      in: each.in,
      required: each.required === true,
      description: each.description ?? '',
    })),
    body: schema ? membersOf(document, schema) : null,
    required: schema?.required ?? [],
  };
}

function membersOf(document: Json, schema: Json): Record<string, Member> {
  return Object.fromEntries(
    Object.entries<Json>(schema.properties ?? {}).map(([name, own]) => {
      const member = resolved(document, own);
      return [
        name,
        { type: typeOf(document, member), description: String(member.description ?? own.description ?? '') },
      ];
    }),
  );
}

function typeOf(document: Json, schema: Json): Member['type'] {
  const options = (schema.anyOf ?? [schema]).map((each: Json) => resolved(document, each));
  const [first] = options.filter((each: Json) => each.type !== 'null');
  if (first?.type === 'string' || first?.enum) return 'text';
  if (first?.type === 'number' || first?.type === 'integer') return 'number';
  if (first?.type === 'boolean') return 'flag';
  return first?.type === 'array' && resolved(document, first.items)?.type === 'string' ? 'texts' : 'other';
}

function resolved(document: Json, schema: Json): Json {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema?.$ref ?? '')?.[1];
  return name === undefined ? schema : document.components?.schemas?.[name];
}

/** `listClients` becomes `list-clients`. */
function kebab(id: string): string {
  return id.replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
