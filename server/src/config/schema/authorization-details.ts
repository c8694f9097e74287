import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import type { AuthorizationDetail } from '../../model/index.ts';

/** One type of rich authorization details (RFC 9396 section 2) that clients may ask for. */
const detailType = z.strictObject({
  /** What allowing it means, in the customer's words; shown on the consent page above what `describe` says. */
  title: z.string().min(1),
  /**
   * JSON Schema (2020-12) of one detail. Members that it does not name are refused (RFC 9396 section 5): nobody
   * could tell the user what they mean.
   */
  schema: z.record(z.string(), z.unknown()).superRefine((schema, context) => {
    const problem = schemaProblem(schema);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  }),
  /** One detail in words, a line each. Without it each member is a line. */
  describe: z
    .custom<DescribeDetail>((value) => typeof value === 'function', { error: 'a function' })
    .optional(),
});

/** Type name → what it is. */
export const authorizationDetails = z.record(z.string().min(1).max(200), detailType);

export type DescribeDetail = (detail: AuthorizationDetail) => string | string[];
export type DetailTypeConfig = z.output<typeof detailType>;
export type DetailTypes = z.output<typeof authorizationDetails>;

/** Tells whether a value is a detail of the type that it was made for. */
export type DetailCheck = ((value: unknown) => boolean) & { errors?: ErrorObject[] | null };

/** Checks for every type; throws when a schema is none, which `defineApi` has ruled out. */
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
