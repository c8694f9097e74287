import { Document, isMap, isScalar, isSeq, visit } from 'yaml';
import { capital, mePath, pathsOf, schema } from './openapi-paths.ts';
import { allFields, type Field, RESOURCES, type Resource } from './resources.ts';
import {
  CURSOR,
  changeSchema,
  conditionSchema,
  creationSchema,
  type JsonSchema,
  LIMIT,
  recordSchema,
  searchSchema,
  sortSchema,
} from './schemas.ts';
import { VERSIONS } from './versions.ts';

/** Returns the API's OpenAPI 3.1 document as YAML, made from the same table as its routes and schemas. */
export function openapiYaml(): string {
  const note =
    '# Made by write-openapi.ts from resources.ts and schemas.ts: change those, then run it again.\n';
  const yaml = new Document(document(), { aliasDuplicateObjects: false });
  // Short values are put on one line, so that the document stays readable.
  visit(yaml, {
    Collection(_key, node) {
      const parts = node.items.map((item) =>
        isScalar(item) ? item : isMap(node) ? Object(item).value : null,
      );
      node.flow = (isSeq(node) || isMap(node)) && node.toString().length < 90 && parts.every(isScalar);
    },
  });
  return note + yaml.toString({ lineWidth: 110 });
}

function document(): JsonSchema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'ProspectConnect API',
      version: VERSIONS[0],
      description: `The CRM's records, for scripts and apps. A token names one business and one acting user; there is no request that
spans businesses, and \`business_id\` is never sent.

What a call may do is what the token's scope allows **and** what the acting user's role permits at that moment.
Each operation names its scope, \`<resource>.<read|write|delete>\`; \`<resource>.all\` includes the three.`,
    },
    servers: [{ url: 'https://papi.trendev.in' }],
    tags: RESOURCES.map((resource) => ({ name: resource.plural, description: resource.description })),
    paths: Object.assign({ '/v1/me': mePath }, ...RESOURCES.map(pathsOf)),
    components: {
      securitySchemes: {
        bearerPat: {
          type: 'http',
          scheme: 'bearer',
          description: 'A personal access token, or a token of a server by client credentials.',
        },
        oauth2: {
          type: 'oauth2',
          flows: {
            authorizationCode: {
              authorizationUrl: 'https://auth.prospectconnect.ai/authorize',
              tokenUrl: 'https://auth.prospectconnect.ai/token',
              refreshUrl: 'https://auth.prospectconnect.ai/token',
              scopes: Object.assign({}, ...RESOURCES.map(scopesOf)),
            },
          },
        },
      },
      parameters: {
        Version: {
          name: 'Version',
          in: 'header',
          description: 'Version of the API; the newest when absent. The answer names the one it is in.',
          schema: { type: 'string', enum: VERSIONS, default: VERSIONS[0] },
        },
        Limit: { name: 'limit', in: 'query', schema: LIMIT },
        Cursor: { name: 'cursor', in: 'query', schema: CURSOR },
      },
      headers: {
        Version: {
          description: 'Version that the answer is in.',
          schema: { type: 'string', enum: VERSIONS },
        },
        Location: { description: 'Path of the new record.', schema: { type: 'string' } },
      },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          `Problem${status}`,
          { description, content: { 'application/problem+json': { schema: schema('Problem') } } },
        ]),
      ),
      schemas: Object.assign({ Problem: problem, Me: meSchema }, ...RESOURCES.map(schemasOf)),
    },
  };
}

const PROBLEMS = {
  400: 'A query parameter or the `Version` header is wrong, or the body is not JSON.',
  401: 'No token, or one that is not valid (any more).',
  403: 'The token lacks the scope, or the role of the user behind it does not permit this.',
  404: 'There is no such record in this business.',
  413: 'The body is over 64 KiB.',
  415: 'The body is not `application/json`.',
  422: 'The body is JSON, but not what is needed; `errors` names each place.',
  429: 'Too many calls; `Retry-After` says when to go on.',
};

const problem: JsonSchema = {
  type: 'object',
  description: 'A refusal (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable; made for programs.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          pointer: { type: 'string', description: 'Place in the body, as a JSON Pointer fragment.' },
          parameter: { type: 'string', description: 'Query parameter.' },
          detail: { type: 'string' },
        },
      },
    },
    versions: { type: 'array', items: { type: 'string' }, description: 'Versions that exist.' },
  },
};

const nullable = (type: string) => ({ type: [type, 'null'] });
const texts = { type: 'array', items: { type: 'string' } };

const meSchema: JsonSchema = {
  type: 'object',
  required: ['business_id', 'business_name', 'user', 'client', 'token', 'scopes', 'permissions'],
  properties: {
    business_id: { type: 'string' },
    business_name: { type: 'string' },
    user: {
      type: 'object',
      description: 'The acting user, with their role in this business.',
      properties: Object.fromEntries(
        ['id', 'email', 'name', 'role'].map((name) => [name, { type: 'string' }]),
      ),
    },
    client: {
      ...nullable('object'),
      description: 'The app that the token was given to; `null` for a personal access token.',
      properties: { id: { type: 'string' }, name: { type: 'string' } },
    },
    token: { type: 'string', enum: ['plain', 'client', 'personal'], description: 'Kind of token.' },
    scopes: { ...texts, description: 'Scopes of the token.' },
    permissions: { ...texts, description: "What the user's role permits now. `*` is any run of characters." },
  },
};

function scopesOf({ name, plural }: Resource): Record<string, string> {
  return {
    [`${name}.read`]: `See and search ${plural}`,
    [`${name}.write`]: `Add and change ${plural}`,
    [`${name}.delete`]: `Delete ${plural}`,
    [`${name}.all`]: `Everything for ${plural}`,
  };
}

function schemasOf(resource: Resource): Record<string, JsonSchema> {
  const name = capital(resource.name);
  return {
    [name]: recordSchema(resource),
    [`${name}Creation`]: creationSchema(resource),
    [`${name}Change`]: changeSchema(resource),
    [`${name}Search`]: searchOf(resource),
    [`${name}Sort`]: sortSchema(resource),
    ...conditionsOf(resource),
    [`${name}Page`]: {
      type: 'object',
      description: `In version ${VERSIONS[1]} the members are \`items\` and \`next\`.`,
      required: ['data', 'has_more', 'next_cursor'],
      properties: {
        data: { type: 'array', items: schema(name) },
        has_more: { type: 'boolean' },
        next_cursor: { ...nullable('string'), description: 'Send it as `cursor` for the next page.' },
      },
    },
  };
}

/** Returns the search schema; parts that occur in several schemas become components. */
function searchOf(resource: Resource): JsonSchema {
  const { properties, ...whole } = searchSchema(resource) as { properties: Record<string, JsonSchema> };
  const conditions = Object.entries(allFields(resource)).map(([name, field]) => [
    name,
    schema(conditionName(name, field)),
  ]);
  const filter = { ...properties.filter, properties: Object.fromEntries(conditions) };
  return { ...whole, properties: { ...properties, filter, sort: schema(`${capital(resource.name)}Sort`) } };
}

function conditionsOf(resource: Resource): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(allFields(resource)).map(([name, field]) => [
      conditionName(name, field),
      conditionSchema(field),
    ]),
  );
}

/** Conditions differ by type, target and choices; one with choices is named after its field. */
function conditionName(field: string, { type, to }: Field): string {
  return `${capital(type === 'choice' ? field : (to ?? type))}Condition`;
}
