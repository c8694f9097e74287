import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type JsonSchema = Record<string, unknown>;

/** One operation of an OpenAPI document, as a server needs it for routing and validation. */
export interface ContractOperation {
  id: string;
  method: string;
  /** Path in the router's notation: `/v2/cases/:case_id`. */
  url: string;
  /** The schema of the query string; unknown parameters are refused. */
  query: JsonSchema;
  /** The schema of a JSON body, or `null` if the operation has none. */
  body: JsonSchema | null;
  /** Media types of a body that is kept as bytes; empty if there is none. */
  mediaTypes: string[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Reads an OpenAPI 3.1 document, so that the server accepts exactly what its reference documents. Resolves
 * references within the document. Throws an error that names the place if an operation cannot be served.
 */
export function readContract(file: URL): ContractOperation[] {
  const document = object(parse(readFileSync(file, 'utf8')), 'the document');
  const resolve = (value: unknown) => dereference(value, document, []);
  const operations: ContractOperation[] = [];
  for (const [path, rawItem] of Object.entries(object(document.paths, 'paths'))) {
    const item = object(resolve(rawItem), path);
    for (const method of METHODS.filter((name) => name in item)) {
      const where = `${method.toUpperCase()} ${path}`;
      const operation = object(item[method], where);
      if (typeof operation.operationId !== 'string') throw new Error(`${where} has no operationId`);
      const parameters = [...list(item.parameters), ...list(operation.parameters)].map((each) =>
        object(each, `a parameter of ${where}`),
      );
      const content = object(object(operation.requestBody ?? {}, where).content ?? {}, where);
      const media = content['application/json'];
      operations.push({
        id: operation.operationId,
        method: method.toUpperCase(),
        url: path.replaceAll(/\{([^}]+)\}/g, ':$1'),
        query: querySchema(parameters),
        body: media === undefined ? null : object(object(media, where).schema, where),
        mediaTypes: media === undefined ? Object.keys(content) : [],
      });
    }
  }
  return operations;
}

function querySchema(parameters: JsonSchema[]): JsonSchema {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  return {
    type: 'object',
    properties: Object.fromEntries(inQuery.map((parameter) => [parameter.name, parameter.schema])),
    required: inQuery.filter((parameter) => parameter.required === true).map((parameter) => parameter.name),
    additionalProperties: false,
  };
}

function dereference(value: unknown, document: JsonSchema, trail: string[]): unknown {
  if (Array.isArray(value)) return value.map((each) => dereference(each, document, trail));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref: reference, ...rest } = value as JsonSchema;
  if (typeof reference === 'string') {
    if (trail.includes(reference)) throw new Error(`${reference} contains itself`);
    const target = reference
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((place, key) => object(place, reference)[key], document);
    if (target === undefined) throw new Error(`${reference} does not exist`);
    return dereference(target, document, [...trail, reference]);
  }
  return Object.fromEntries(
    Object.entries(rest).map(([key, each]) => [key, dereference(each, document, trail)]),
  );
}

function object(value: unknown, where: string): JsonSchema {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${where} is not an object in the OpenAPI document`);
  }
  return value as JsonSchema;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
