import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import type { AuthorizationDetail } from '../../model/index.ts';
import { text } from './text.ts';

/** One type of rich authorization details (RFC 9396 section 2) that clients may request. */
const detailType = z.strictObject({
  /**
   * The meaning of allowing it, in the customer's words. The consent page shows it above the result of
   * `describe`.
   */
  title: text,
  /**
   * JSON Schema (2020-12) of one detail. Unnamed members are refused (RFC 9396 section 5), because they could
   * not be explained to the user.
   */
  schema: z.record(z.string(), z.unknown()).superRefine((schema, context) => {
    const problem = schemaProblem(schema);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  }),
  /**
   * Returns one detail in words, one line per entry. Without this function each member is shown as a line.
   */
  describe: z
    .custom<DescribeDetail>((value) => typeof value === 'function', { error: 'a function' })
    .optional(),
});

/** Type name → its definition. */
export const authorizationDetails = z.record(z.string().min(1).max(200), detailType);

export type DescribeDetail = (detail: AuthorizationDetail) => string | string[];
export type DetailTypeConfig = z.output<typeof detailType>;
export type DetailTypes = z.output<typeof authorizationDetails>;

/** Returns whether a value is a valid detail of one type. */
export type DetailCheck = ((value: unknown) => boolean) & { errors?: ErrorObject[] | null };

/** Returns the check of every type. Throws if a schema is invalid, which `defineApi` rules out. */
export function detailChecks(types: DetailTypes): Map<string, DetailCheck> {
  return new Map(Object.entries(types).map(([type, { schema }]) => [type, compile(type, schema)]));
}

function compile(type: string, schema: Record<string, unknown>): DetailCheck {
  const ajv = addFormats.default(new Ajv2020({ strict: false, ownProperties: true }));
  return ajv.compile({
    type: 'object',
    allOf: [schema],
    properties: { type: { const: type } },
    required: ['type'],
    unevaluatedProperties: false,
  });
}

function schemaProblem(schema: Record<string, unknown>): string | null {
  try {
    compile('any', schema);
    return null;
  } catch (error) {
    return `no usable JSON Schema: ${error instanceof Error ? error.message : 'it cannot be compiled'}`;
  }
}
