import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Api } from '../src/api.ts';
import { managementDocument } from '../src/manage/api/document.ts';
import { OPERATIONS } from '../src/manage/operations.ts';

/** Types of the management API for the dashboard. `npm run types` makes them. */
export const TYPES = fileURLToPath(new URL('../../dashboard/src/data/management.ts', import.meta.url));

interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
}

interface Described {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** Returns TypeScript for what the OpenAPI document of the management API says: one line for each schema and each operation. */
export function managementTypes(): string {
  // The document says the same of every API, but for its title and address.
  const anyApi = {
    config: { title: '', management: { path: '' } },
    address: { issuer: 'http://api.example', origin: '' },
  };
  const { paths, components } = managementDocument(anyApi as unknown as Api, OPERATIONS) as unknown as {
    paths: Record<string, Record<string, Described>>;
    components: { schemas: Record<string, Schema> };
  };
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return `// Made from the management API's OpenAPI document by npm run types.

${Object.entries(components.schemas)
  .map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`)
  .join('\n')}

/** Input and answer of each operation. */
export interface Operations {
${operations.map(({ operation }) => `  ${operation.operationId}: { ${membersOf(operation)} };`).join('\n')}
}

/** Each kind of a row in the log. */
export const AUDIT_KINDS = ${JSON.stringify(components.schemas.AuditRow?.properties?.kind?.enum ?? [])} as const;

/** Method and path of each operation. */
export const OPERATIONS = {
${operations.map(({ path, method, operation }) => `  ${operation.operationId}: ['${method}', '${path}'],`).join('\n')}
} as const;
`;
}

function membersOf({ parameters, requestBody, responses }: Described): string {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const media = success?.content && Object.entries(success.content)[0];
  const answer = !media ? 'null' : media[0] === 'application/json' ? typeOf(media[1].schema) : 'string';
  const body = requestBody?.content['application/json'];
  return [
    ...groupOf('path', parameters),
    ...groupOf('query', parameters),
    ...(body ? [`body: ${typeOf(body.schema)}`] : []),
    `answer: ${answer}`,
  ].join('; ');
}

function groupOf(where: 'path' | 'query', parameters: Described['parameters']): string[] {
  const here = parameters.filter((each) => each.in === where);
  if (here.length === 0) return [];
  const members = here.map(
    ({ name, required, schema }) => `${nameOf(name)}${required ? '' : '?'}: ${typeOf(schema)}`,
  );
  return [`${where}${here.some(({ required }) => required) ? '' : '?'}: { ${members.join('; ')} }`];
}

function typeOf(schema: Schema): string {
  const { $ref, anyOf, oneOf, allOf, items } = schema;
  if ($ref !== undefined) return $ref.replace('#/components/schemas/', '');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return joined(schema.enum.map((value) => JSON.stringify(value)));
  if (anyOf ?? oneOf) return joined((anyOf ?? oneOf ?? []).map(typeOf));
  if (allOf) return allOf.map(typeOf).join(' & ');
  if (Array.isArray(schema.type)) return joined(schema.type.map((type) => typeOf({ ...schema, type })));
  if (schema.type === 'array') return `readonly (${items ? typeOf(items) : 'unknown'})[]`;
  if (schema.type === 'object') return objectOf(schema);
  return PLAIN[schema.type ?? ''] ?? 'unknown';
}

const PLAIN: Record<string, string> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  if (!properties) {
    const of = typeof additionalProperties === 'object' ? typeOf(additionalProperties) : 'unknown';
    return `Record<string, ${of}>`;
  }
  const members = Object.entries(properties).map(
    ([name, schema]) => `${nameOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  );
  return `{ ${members.join('; ')} }`;
}

function joined(types: string[]): string {
  return [...new Set(types)].join(' | ');
}

function nameOf(name: string): string {
  return /^\w+$/.test(name) ? name : JSON.stringify(name);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(TYPES, managementTypes());
