import { type Action, allFields, type Field, type Resource, resourceNamed } from './resources.ts';

export type JsonSchema = Record<string, unknown>;

const TYPES = {
  text: 'string',
  integer: 'integer',
  boolean: 'boolean',
  date: 'string',
  time: 'string',
  choice: 'string',
  reference: 'string',
  id: 'string',
} as const satisfies Record<Field['type'], string>;

/** Returns the schema of a field's values, without its description and without `null`. */
export function valueSchema(field: Field): JsonSchema {
  const schema: JsonSchema = { type: TYPES[field.type] };
  if (field.type === 'date') schema.format = 'date';
  if (field.type === 'time') schema.format = 'date-time';
  if (field.type === 'choice') schema.enum = field.choices;
  if (field.type === 'reference' && field.to) schema.pattern = idPattern(resourceNamed(field.to));
  if (field.type === 'id') schema.maxLength = 100;
  if (field.type === 'text') schema.minLength = field.minLength ?? 1;
  for (const key of ['maxLength', 'minimum', 'maximum', 'pattern', 'format'] as const) {
    if (field[key] !== undefined) schema[key] = field[key];
  }
  return schema;
}

export function idPattern(resource: Resource): string {
  return `^${resource.prefix}_[0-9a-f]{24}$`;
}

/** Returns a field as a member of an object; optional ones may be `null`. */
function member(field: Field, nullable: boolean): JsonSchema {
  const schema = valueSchema(field);
  if (nullable) {
    schema.type = [schema.type, 'null'];
    if (field.choices) schema.enum = [...field.choices, null];
  }
  return { ...schema, description: field.description };
}

const clearable = (field: Field) => !field.required && field.default === undefined;

/** Returns the schema of a record in an answer. */
export function recordSchema(resource: Resource): JsonSchema {
  const fields = Object.entries(allFields(resource));
  return {
    type: 'object',
    description: resource.description,
    required: fields.map(([name]) => name),
    properties: Object.fromEntries(
      fields.map(([name, field]) => {
        const always = name === 'id' || !(name in resource.fields) || !clearable(field);
        const schema = member(field, !always);
        if (name === 'id') schema.pattern = idPattern(resource);
        return [name, schema];
      }),
    ),
  };
}

/** Body of `POST /v1/<plural>`. */
export function creationSchema(resource: Resource): JsonSchema {
  const fields = Object.entries(resource.fields).filter(([, field]) => field.set !== 'api');
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.filter(([, field]) => field.required).map(([name]) => name),
    properties: Object.fromEntries(
      fields.map(([name, field]) => [
        name,
        {
          ...member(field, clearable(field)),
          ...(field.default === undefined ? {} : { default: field.default }),
        },
      ]),
    ),
  };
}

/** Body of `PATCH` (RFC 7396): given fields change, `null` clears one. */
export function changeSchema(resource: Resource): JsonSchema {
  const fields = Object.entries(resource.fields).filter(([, { set = 'caller' }]) => set === 'caller');
  return {
    type: 'object',
    additionalProperties: false,
    minProperties: 1,
    properties: Object.fromEntries(fields.map(([name, field]) => [name, member(field, clearable(field))])),
  };
}

export function actionSchema(action: Action): JsonSchema {
  const { name, field } = action.parameter;
  return {
    type: 'object',
    additionalProperties: false,
    required: field.default === undefined ? [name] : [],
    properties: {
      [name]: { ...member(field, false), ...(field.default === undefined ? {} : { default: field.default }) },
    },
  };
}

/** The search operators of a field, by its type. */
const OPERATORS: Record<Field['type'], string[]> = {
  text: ['eq', 'ne', 'in', 'contains', 'exists'],
  integer: ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'exists'],
  boolean: ['eq', 'ne'],
  date: ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'exists'],
  time: ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'exists'],
  choice: ['eq', 'ne', 'in', 'exists'],
  reference: ['eq', 'ne', 'in', 'exists'],
  id: ['eq', 'ne', 'in'],
};

/** Returns the schema of a filter for a field. Depends only on the field's type, choices and target. */
export function conditionSchema(field: Field): JsonSchema {
  // A search value need not follow the rules of a stored one: it may be a part of a text, or a bound out of
  // range.
  const { type, choices, to } = field;
  const value =
    type === 'text' ? { type: 'string', minLength: 1, maxLength: 200 } : searchedValue(type, choices, to);
  const operand = (operator: string): JsonSchema => {
    if (operator === 'exists') return { type: 'boolean' };
    if (operator === 'in') return { type: 'array', minItems: 1, maxItems: 50, items: value };
    return value;
  };
  return {
    if: { type: 'object' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      additionalProperties: false,
      minProperties: 1,
      properties: Object.fromEntries(OPERATORS[field.type].map((name) => [name, operand(name)])),
    },
    else: value,
  };
}

function searchedValue(type: Field['type'], choices: Field['choices'], to: Field['to']): JsonSchema {
  return valueSchema({ type, description: '', ...(choices && { choices }), ...(to && { to }) });
}

/** Body of `POST /v1/<plural>/search`. */
export function searchSchema(resource: Resource): JsonSchema {
  const fields = allFields(resource);
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      filter: {
        type: 'object',
        description:
          'Conditions by field, all of which must hold: a value, or an object of operators such as `{"gte": 5}`. Text is compared without regard to ASCII case.',
        additionalProperties: false,
        properties: Object.fromEntries(
          Object.entries(fields).map(([name, field]) => [name, conditionSchema(field)]),
        ),
      },
      sort: sortSchema(resource),
      limit: LIMIT,
      cursor: CURSOR,
    },
  };
}

export const DEFAULT_SORT = '-created_at';

export function sortSchema(resource: Resource): JsonSchema {
  return {
    type: 'string',
    description: 'Field to sort by; a leading `-` turns the order round. Records without a value come last.',
    enum: Object.keys(allFields(resource)).flatMap((name) => [name, `-${name}`]),
    default: DEFAULT_SORT,
  };
}

export const LIMIT: JsonSchema = {
  type: 'integer',
  minimum: 1,
  maximum: 100,
  default: 20,
  description: 'Most records on one page.',
};

export const CURSOR: JsonSchema = {
  type: 'string',
  maxLength: 1_000,
  description: '`next_cursor` of the page before, with the same sort.',
};
