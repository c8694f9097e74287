import { z } from 'zod';
import { didYouMean, nearest } from '../lib/nearest.ts';

type Issue = z.core.$ZodIssue;
type Path = Issue['path'];

/**
 * Returns the faults of a definition, as sentences that begin with the field and a colon. An unknown field is
 * compared with the known ones; if it is the misspelt name of a missing field, only one fault is returned.
 */
export function definitionProblems(
  schema: z.ZodType,
  definition: unknown,
  found: readonly Issue[],
): string[] {
  const issues = found.flatMap(closest);
  const misspelt = new Map(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => {
            const near = nearest(key, fieldsAt(schema, issue.path));
            return [
              nameOf([...issue.path, key]),
              near === null ? null : nameOf([...issue.path, near]),
            ] as const;
          })
        : [],
    ),
  );
  const unknown = [...misspelt].map(([field, near]) =>
    near === null
      ? `${field}: there is no such field`
      : `${field}: there is no such field (did you mean \`${near.split('.').at(-1)}\`?)`,
  );
  const meant = new Set(misspelt.values());
  const others = issues.flatMap((issue) => {
    const field = nameOf(issue.path);
    if (issue.code === 'unrecognized_keys' || (isMissing(definition, issue.path) && meant.has(field)))
      return [];
    return [`${field || 'the definition'}: ${says(definition, issue)}`];
  });
  return [...unknown, ...others];
}

/** Zod's message for a union that has no message of its own. */
const UNSAID = 'Invalid input';

/** For a field with several valid forms, returns the faults relative to the closest one. */
function closest(issue: Issue): Issue[] {
  // A union's own message describes the valid forms better than any member's.
  if (issue.code !== 'invalid_union' || issue.message !== UNSAID) return [issue];
  const meant = issue.errors.find(
    (each) => !each.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  if (!meant) return [issue];
  return meant.flatMap((inner) => closest({ ...inner, path: [...issue.path, ...inner.path] }));
}

function says(definition: unknown, issue: Issue): string {
  // A custom rule names the missing field itself; it may be one of several.
  if (issue.code !== 'custom' && isMissing(definition, issue.path)) return 'it is missing';
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? issue.message;
  if (issue.code === 'invalid_value') {
    const value = valueAt(definition, issue.path);
    const choices = `it has to be ${issue.values.map((each) => `\`${String(each)}\``).join(' or ')}`;
    return typeof value === 'string' ? choices + didYouMean(value, issue.values.map(String)) : choices;
  }
  return issue.message;
}

/** Returns the field names that the schema knows at a path, or none where any name is valid. */
function fieldsAt(schema: z.ZodType, path: Path): string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(schema.shape);
    const field: unknown = schema.shape[String(step)];
    return field instanceof z.ZodType ? fieldsAt(field, rest) : [];
  }
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodArray) {
    const inner: unknown = schema instanceof z.ZodRecord ? schema.valueType : schema.element;
    return step !== undefined && inner instanceof z.ZodType ? fieldsAt(inner, rest) : [];
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap((option) => (option instanceof z.ZodType ? fieldsAt(option, path) : []));
  }
  const inner: unknown = 'unwrap' in schema && typeof schema.unwrap === 'function' ? schema.unwrap() : null;
  return inner instanceof z.ZodType ? fieldsAt(inner, path) : [];
}

function isMissing(definition: unknown, path: Path): boolean {
  return path.length > 0 && valueAt(definition, path) === undefined;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' && found !== null ? (found as Record<PropertyKey, unknown>)[step] : undefined,
    value,
  );
}

function nameOf(path: Path): string {
  return path.map(String).join('.');
}
