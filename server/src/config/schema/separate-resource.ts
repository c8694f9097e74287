import { z } from 'zod';
import { didYouMean } from '../../lib/nearest.ts';
import { front } from './front.ts';

/**
 * A domain that is a separate protected resource: a program besides the API, such as its MCP server, with its
 * own document, for the same users, clients, roles and scopes. It accepts only tokens issued for it (RFC 8707
 * section 2), and those are valid nowhere else.
 */
export const separateResource = z.strictObject({
  /** The path of its identifier after the host, such as `/mcp`; empty for the host alone. */
  path: z
    .string()
    .regex(/^(\/[A-Za-z0-9._~-]+)*$/, 'a path such as /mcp, without slash at the end')
    .default(''),
  /** Path of its OpenAPI 3.1 document, relative to the configuration file. */
  openapi: z.string().min(1),
  /** How calls to it reach Latchkey. */
  front,
  /** Its name in its metadata. Defaults to the API's title. */
  title: z.string().min(1).optional(),
  /**
   * Scopes recommended for a first request: in its metadata, and in the challenge to a call without a token.
   */
  scopes: z.array(z.string().min(1)).default([]),
});

export type SeparateResource = z.output<typeof separateResource>;

interface Domains {
  domains: Record<string, { resourcePaths: string[]; separate?: SeparateResource | undefined }>;
  scopes: Record<string, unknown>;
}

/** Returns contradictions between domains, as sentences. */
export function separateProblems({ domains, scopes }: Domains): string[] {
  const all = Object.entries(domains);
  const problems = all.flatMap(([name, { separate, resourcePaths }]) => {
    if (!separate) return [];
    const unknown = separate.scopes.filter((scope) => !Object.hasOwn(scopes, scope));
    return [
      ...unknown.map((scope) => {
        const meant = didYouMean(scope, Object.keys(scopes));
        return `domains.${name}.separate.scopes: no scope is called ${scope}${meant}`;
      }),
      ...(resourcePaths.length > 0
        ? [
            `domains.${name}: resourcePaths are parts of the API, which a separate resource is not; use its path`,
          ]
        : []),
    ];
  });
  if (all.length > 0 && all.every(([, { separate }]) => separate)) {
    problems.push(
      'domains: every one is separate; leave separate out where there is nothing to separate from',
    );
  }
  return problems;
}
