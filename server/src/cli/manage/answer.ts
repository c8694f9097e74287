import { StartError } from '../../config/environment/start-error.ts';
import { listed } from '../listing.ts';
import type { Terminal } from '../terminal.ts';
import { optionOf } from './request.ts';
import type { ServerAnswer } from './server.ts';

/**
 * Prints an answer; returns the cursor of the next page, if it is a list that has one. Throws for a problem.
 *
 * @param headed whether the columns of a table have their names above them. They go where errors go, so that a program behind
 * a pipe reads rows alone.
 */
export function show(
  { status, mediaType, body }: ServerAnswer,
  { json, headed }: { json: boolean; headed: boolean },
  { say, note }: Terminal,
): string | null {
  if (status >= 400) throw new StartError(problemIn(status, mediaType, body));
  if (body === '') return null;
  if (mediaType !== 'application/json') {
    say(body.trimEnd());
    return null;
  }
  const answer = JSON.parse(body) as { data?: Record<string, unknown>[]; next?: string | null };
  if (!Array.isArray(answer.data)) {
    say(JSON.stringify(answer, null, json ? 0 : 2));
    return null;
  }
  if (json) {
    for (const line of listed(answer.data, json)) say(line);
  } else if (answer.data.length > 0) {
    const names = [...new Set(answer.data.flatMap(Object.keys))];
    const rows = answer.data.map((row) => names.map((name) => cell(row[name])));
    const [heading = '', ...lines] = listed([names.map(headingOf), ...rows], false);
    if (headed) note(heading);
    for (const line of lines) say(line);
  }
  return answer.next ?? null;
}

/** `lastUsedAt` becomes `LAST USED AT`. */
function headingOf(name: string): string {
  return optionOf(name).replaceAll('-', ' ').toUpperCase();
}

/** Shows a value in a cell; an object within a row by its id. */
function cell(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(cell).join(' ');
  const { id } = value as { id?: unknown };
  return typeof id === 'string' ? id : JSON.stringify(value);
}

function problemIn(status: number, mediaType: string, body: string): string {
  if (mediaType !== 'application/problem+json') return `The server answers ${status}.`;
  const { detail, errors = [] } = JSON.parse(body) as {
    detail: string;
    errors?: { pointer?: string; parameter?: string; detail: string }[];
  };
  const places = errors.map(({ pointer, parameter, detail: says }) => `  ${pointer ?? parameter}: ${says}`);
  return [detail, ...places].join('\n');
}
