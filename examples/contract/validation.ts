import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { JsonSchema } from './document.ts';
import { type Fault, Problem, unprocessable } from './problem.ts';

/** Returns the problem with a value, or `null` if there is none. */
export type Validate = (value: unknown) => Problem | null;

const bodies = new Ajv2020({ strict: false, allErrors: true });
/** Query parameters are text, so numbers are parsed from it. */
const queries = new Ajv2020({ strict: false, allErrors: true, coerceTypes: true });
addFormats.default(bodies);
addFormats.default(queries);

/** Validates a JSON body. The problem is a 422 with every fault and its place. */
export function bodyValidator(schema: JsonSchema): Validate {
  const check = bodies.compile(schema);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return unprocessable([{ pointer: '#', detail: 'a JSON object is needed' }]);
    }
    const text = unstorable(value, '#');
    if (text) return unprocessable([text]);
    if (check(value)) return null;
    return unprocessable(faults(check.errors).map(([path, detail]) => ({ pointer: `#${path}`, detail })));
  };
}

/** Validates a query string and parses its numbers. The problem is a 400 with every wrong parameter. */
export function queryValidator(schema: JsonSchema): Validate {
  const check = queries.compile(schema);
  return (value) => {
    if (check(value)) return null;
    const found: Fault[] = faults(check.errors).map(([path, detail]) => ({
      parameter: path.slice(1),
      detail,
    }));
    const detail = found.map((fault) => `${fault.parameter || 'the query'}: ${fault.detail}`).join('; ');
    return new Problem(400, 'invalid_request', 'Bad Request', `Query parameters: ${detail}.`, found);
  };
}

/** Returns the faults, one per place. Leaves out schema failures that only follow from another. */
function faults(errors: ErrorObject[] | null | undefined): [string, string][] {
  const found = new Map<string, string>();
  for (const error of errors ?? []) {
    const { missingProperty, additionalProperty, unevaluatedProperty, allowedValues } = error.params;
    const extra: unknown = additionalProperty ?? unevaluatedProperty;
    if (error.keyword === 'if') continue;
    if (typeof missingProperty === 'string') {
      found.set(`${error.instancePath}/${pointerPart(missingProperty)}`, 'is required');
    } else if (typeof extra === 'string') {
      found.set(`${error.instancePath}/${pointerPart(extra)}`, 'is not known here');
    } else if (Array.isArray(allowedValues)) {
      found.set(error.instancePath, `must be one of ${allowedValues.join(', ')}`);
    } else if (!found.has(error.instancePath)) {
      found.set(error.instancePath, error.message ?? 'is not valid');
    }
  }
  return [...found];
}

function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Returns the first text that could not be stored unchanged: a NUL byte, or half a surrogate pair. */
function unstorable(value: unknown, path: string): Fault | null {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    return { pointer: path, detail: 'contains a NUL byte or text that is no valid Unicode' };
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, each] of Object.entries(value)) {
    const fault = unstorable(each, `${path}/${pointerPart(key)}`);
    if (fault) return fault;
  }
  return null;
}
