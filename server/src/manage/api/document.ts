import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { Api } from '../../api.ts';
import { VERSION } from '../../lib/version.ts';
import { MANAGEMENT_SCOPES } from '../../model/index.ts';
import { LARGEST_BODY } from './input.ts';
import { type ManageOperation, scopeOf } from './operation.ts';

type Part = Record<string, unknown>;

const PROBLEM = 'Problem';

/** Returns the OpenAPI 3.1 document of the management API, made from the list of its operations. */
export function managementDocument(api: Api, operations: readonly ManageOperation[]): Part {
  const schemas: Part = { [PROBLEM]: problemSchema() };
  const paths: Record<string, Part> = {};
  for (const operation of operations) {
    const item = paths[operation.path] ?? {};
    item[operation.method.toLowerCase()] = described(operation, schemas);
    paths[operation.path] = item;
  }
  return {
    openapi: '3.1.1',
    info: {
      title: `${api.config.title}: management`,
      version: VERSION,
      description: INTRODUCTION,
    },
    servers: [{ url: managementUrl(api) }],
    security: [{ managementToken: [] }],
    tags: [...new Set(operations.map(({ noun }) => noun))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        managementToken: {
          type: 'http',
          scheme: 'bearer',
          description: `A management token. Scopes: ${MANAGEMENT_SCOPES.join(', ')}.`,
        },
      },
    },
  };
}

/** The base address of the management API. */
export function managementUrl({ address, config }: Api): string {
  return `${address.origin}${config.management.path}`;
}

const INTRODUCTION = `Everything that the dashboard shows and changes.

A program sends a management token; the dashboard has the session of the person who is signed in. Times are in ISO 8601. A list
has \`data\` and \`next\`: send \`next\` as \`cursor\` for the next page. A creation may carry an \`Idempotency-Key\`, and is then made
once however often it is sent. Something that can be changed has an \`ETag\`: send it as \`If-Match\`, and a change that somebody
made meanwhile is not lost. Every error is a problem (RFC 9457) with a stable \`code\`. The \`detail\` of a problem and titles of the configuration
are in the language of \`Accept-Language\`: English, German or Dutch, as the API has it; English without one.`;

function described(operation: ManageOperation, schemas: Part): Part {
  const { id, noun, summary, description, answer, body } = operation;
  const scope = scopeOf(operation);
  return {
    operationId: id,
    tags: [noun],
    summary,
    description: [description, FOR_WHOM[operation.whom], stepUpText(operation)].filter(Boolean).join('\n\n'),
    ...(operation.whom === 'anybody' ? {} : { 'x-latchkey-scope': scope }),
    'x-latchkey-for': operation.whom,
    parameters: parametersOf(operation, schemas),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: lifted(body, 'input', schemas) } },
          },
        }
      : {}),
    responses: {
      ...(answer
        ? {
            [answer.status]: {
              description: STATUS_CODES[answer.status],
              ...(isTagged(operation) ? { headers: ETAG } : {}),
              content: {
                [answer.mediaType ?? 'application/json']: {
                  schema: lifted(answer.schema, 'output', schemas),
                },
              },
            },
          }
        : { 204: { description: 'Done.' } }),
      ...problemsOf(operation),
      431: { description: 'Address and headers together are longer than 16 kilobytes.' },
    },
  };
}

const FOR_WHOM: Record<ManageOperation['whom'], string> = {
  operator: 'For the people who operate the API.',
  manager: 'For managers of the tenant.',
  member: 'For members of the tenant.',
  developer: 'For the person to whom the client belongs.',
  person: 'For a person who is signed in at the dashboard, about what is their own.',
  anybody: '',
};

function stepUpText({ stepUp }: ManageOperation): string {
  if (!stepUp) return '';
  const who = typeof stepUp === 'function' ? 'For some changes, a person' : 'A person';
  return `${who} needs to have signed in a short time ago, or is answered \`reauthentication_required\`.`;
}

function isTagged({ method, current }: ManageOperation): boolean {
  return method === 'GET' || current !== undefined;
}

const ETAG = { ETag: { description: 'Send it as `If-Match` with a change.', schema: { type: 'string' } } };

function parametersOf(operation: ManageOperation, schemas: Part): Part[] {
  const inPath = [...operation.path.matchAll(/\{([a-z]+)\}/gi)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: operation.parameters?.[name] ?? PARAMETERS[name] ?? name,
    schema: { type: 'string', minLength: 1 },
  }));
  const inQuery = Object.entries(operation.query?.shape ?? {}).map(([name, schema]) => {
    const { description, ...own } = lifted(schema as z.ZodType, 'input', schemas);
    return {
      name,
      in: 'query',
      required: !(schema as z.ZodType).safeParse(undefined).success,
      description,
      schema: own,
    };
  });
  const headers = [
    ...(operation.creates
      ? [header('Idempotency-Key', 'A text of your own for this creation, such as a UUID.')]
      : []),
    ...(operation.current && operation.method !== 'GET'
      ? [header('If-Match', 'The `ETag` that you read.')]
      : []),
  ];
  return [...inPath, ...inQuery, ...headers];
}

function header(name: string, description: string): Part {
  return { name, in: 'header', required: false, description, schema: { type: 'string' } };
}

const PARAMETERS: Record<string, string> = {
  tenant: 'Id of the tenant.',
  user: 'Id of the user.',
  client: 'Id of the client.',
};

function problemsOf(operation: ManageOperation): Part {
  const named: [number, string][] = [
    [400, 'Something in the request is not usable: `errors` says where.'],
    [401, 'No token, or one that does not count.'],
    [403, 'You may not do this: `code` says why.'],
    ...(operation.path.includes('{')
      ? [[404, 'There is no such thing, or you may not know of it.'] as [number, string]]
      : []),
    ...(operation.body
      ? ([
          [413, `The body has more than ${LARGEST_BODY} bytes.`],
          [415, 'The body is not application/json.'],
        ] as [number, string][])
      : []),
    ...(operation.creates
      ? ([
          [409, '`idempotency_key_in_use`: the first request with this key has no answer yet.'],
          [422, '`idempotency_key_reused`: the key was sent with another request.'],
        ] as [number, string][])
      : []),
    ...(operation.current && operation.method !== 'GET'
      ? ([[412, '`changed_meanwhile`: somebody has changed it since.']] as [number, string][])
      : []),
    ...Object.entries(operation.problems ?? {}).map(([code, [status, says]]): [number, string] => [
      status,
      `\`${code}\`: ${says}`,
    ]),
  ];
  const byStatus = Map.groupBy(named, ([status]) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, sentences]) => [
      status,
      {
        description: sentences.map(([, says]) => says).join('\n'),
        content: { 'application/problem+json': { schema: { $ref: `#/components/schemas/${PROBLEM}` } } },
      },
    ]),
  );
}

/** Returns the JSON Schema of a Zod schema. Those with an id move to the components of the document. */
function lifted(schema: z.ZodType, io: 'input' | 'output', schemas: Part): Part {
  const {
    $schema: _,
    $defs = {},
    ...own
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Part & {
    $defs?: Part;
  };
  for (const [name, definition] of Object.entries($defs)) schemas[name] ??= pointed(definition);
  const { id, ...rest } = pointed(own) as Part;
  if (typeof id !== 'string') return rest;
  schemas[id] ??= rest;
  return { $ref: `#/components/schemas/${id}` };
}

function pointed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(pointed);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) =>
      name === '$ref' && typeof value === 'string'
        ? [name, value.replace('#/$defs/', '#/components/schemas/')]
        : [name, pointed(value)],
    ),
  );
}

function problemSchema(): Part {
  return {
    type: 'object',
    description: 'RFC 9457.',
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: {
        type: 'string',
        description:
          'A sentence for a person: what is wrong, and what to do, in the language of `Accept-Language`.',
      },
      code: { type: 'string', description: 'A stable identifier for programs.' },
      errors: {
        type: 'array',
        description: 'Each fault of the request, by a JSON pointer into the body or the name of a parameter.',
        items: {
          type: 'object',
          required: ['detail'],
          properties: {
            pointer: { type: 'string' },
            parameter: { type: 'string' },
            detail: { type: 'string' },
          },
        },
      },
    },
  };
}
