import type { Action, Resource } from './resources.ts';
import { actionSchema, type JsonSchema } from './schemas.ts';

export const ref = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
export const schema = (name: string) => ref('schemas', name);
const json = (content: JsonSchema) => ({ 'application/json': { schema: content } });
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const answer = (description: string, content: JsonSchema) => ({
  description,
  headers: { Version: ref('headers', 'Version') },
  content: json(content),
});
const refusals = (...names: string[]) =>
  Object.fromEntries(
    ['400', '401', '403', ...names, '429'].map((status) => [status, ref('responses', `Problem${status}`)]),
  );

/** The same scope opens an operation for every kind of token; the role behind it has to permit it too. */
const needs = (permission: string) => ({
  security: [{ oauth2: [permission] }, { bearerPat: [permission] }],
  'x-latchkey-permission': permission,
});

/** `GET /v1/me` */
export const mePath = {
  get: {
    operationId: 'getMe',
    summary: 'Whom the token speaks for',
    description: 'Business, acting user and reach of the token. Needs a valid token and no particular scope.',
    security: [{ oauth2: [] }, { bearerPat: [] }],
    parameters: [ref('parameters', 'Version')],
    responses: { 200: answer('The token.', schema('Me')), ...refusals() },
  },
};

/** `getContact`, `listContacts`, … and their paths. */
export function pathsOf(resource: Resource): JsonSchema {
  const { name, plural, actions } = resource;
  const [One, Many] = [capital(name), capital(plural)];
  const base = `/v1/${plural}`;
  const tags = [plural];
  const version = ref('parameters', 'Version');
  const body = (of: string, required = true) => ({ requestBody: { required, content: json(schema(of)) } });
  const record = { 200: answer(`The ${name}.`, schema(One)) };
  const page = { 200: answer('A page of records.', schema(`${One}Page`)) };
  const item = `${base}/{${name}_id}`;
  const parameters = [idParameter(resource), version];
  return {
    [base]: {
      get: {
        operationId: `list${Many}`,
        summary: `List ${plural}`,
        tags,
        ...needs(`${name}.read`),
        parameters: [
          ref('parameters', 'Limit'),
          ref('parameters', 'Cursor'),
          { name: 'sort', in: 'query', schema: schema(`${One}Sort`) },
          version,
        ],
        responses: { ...page, ...refusals() },
      },
      post: {
        operationId: `create${One}`,
        summary: `Create a ${name}`.replace('a a', 'an a'),
        tags,
        ...needs(`${name}.write`),
        parameters: [version],
        ...body(`${One}Creation`),
        responses: {
          201: {
            ...answer(`The new ${name}.`, schema(One)),
            headers: { Version: ref('headers', 'Version'), Location: ref('headers', 'Location') },
          },
          ...refusals('413', '415', '422'),
        },
      },
    },
    [`${base}/search`]: {
      post: {
        operationId: `search${Many}`,
        summary: `Search ${plural}`,
        description: 'Reads only, so it needs the read scope.',
        tags,
        ...needs(`${name}.read`),
        parameters: [version],
        ...body(`${One}Search`, false),
        responses: { ...page, ...refusals('413', '415', '422') },
      },
    },
    [item]: {
      get: {
        operationId: `get${One}`,
        summary: `Read a ${name}`.replace('a a', 'an a'),
        tags,
        ...needs(`${name}.read`),
        parameters,
        responses: { ...record, ...refusals('404') },
      },
      patch: {
        operationId: `change${One}`,
        summary: `Change a ${name}`.replace('a a', 'an a'),
        description: 'Changes what is there and leaves the rest; `null` clears a field (RFC 7396).',
        tags,
        ...needs(`${name}.write`),
        parameters,
        ...body(`${One}Change`),
        responses: { ...record, ...refusals('404', '413', '415', '422') },
      },
      delete: {
        operationId: `delete${One}`,
        summary: `Delete a ${name}`.replace('a a', 'an a'),
        description: 'Records that referred to it stay, without the reference.',
        tags,
        ...needs(`${name}.delete`),
        parameters,
        responses: { 204: { description: 'It is gone.' }, ...refusals('404') },
      },
    },
    ...Object.fromEntries(
      actions.map((action) => [`${item}/${action.name}`, { post: actionOf(resource, action) }]),
    ),
  };
}

function actionOf(resource: Resource, action: Action): JsonSchema {
  const required = action.parameter.field.default === undefined;
  return {
    operationId: `${action.name}${capital(resource.name)}`,
    summary: action.summary,
    description: action.description,
    tags: [resource.plural],
    ...needs(`${resource.name}.write`),
    parameters: [idParameter(resource), ref('parameters', 'Version')],
    requestBody: { required, content: json(actionSchema(action)) },
    responses: {
      200: answer(`The ${resource.name} as it is now.`, schema(capital(resource.name))),
      ...refusals('404', '413', '415', '422'),
    },
  };
}

function idParameter({ name, prefix }: Resource): JsonSchema {
  return {
    name: `${name}_id`,
    in: 'path',
    required: true,
    description: `\`${prefix}_\` and 24 hex digits.`,
    schema: { type: 'string' },
  };
}
