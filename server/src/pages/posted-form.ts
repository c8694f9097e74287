import type { Inbound } from '../http/inbound.ts';
import { decodeForm } from '../http/params.ts';
import { ok, type Result, refused } from '../lib/result.ts';

/** Enough for five thousand chosen resources. */
const BODY_LIMIT = 512 * 1024;
const MOST_FIELDS = 6_000;

/** Fields that hold a password, on every page: what was entered there is never kept. */
const PASSWORD_FIELDS = ['password', 'current', 'next'] as const;
export type PasswordField = (typeof PASSWORD_FIELDS)[number];
const NEVER_KEPT = new Set<string>(['csrf', ...PASSWORD_FIELDS]);

export type FormProblem = { status: number; detail: string };

/** The fields of a form that a page posted. A name may stand several times: boxes that are ticked. */
export class PostedForm {
  readonly #pairs: [string, string][];

  private constructor(pairs: [string, string][]) {
    this.#pairs = pairs;
  }

  /** Reads the body of a post, strictly: form-encoded, valid UTF-8, of a sensible size. */
  static async read(request: Inbound): Promise<Result<PostedForm, FormProblem>> {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/x-www-form-urlencoded') {
      return refused({ status: 415, detail: 'A form is posted as application/x-www-form-urlencoded.' });
    }
    const body = await request.body(BODY_LIMIT);
    if (!body.ok) return refused({ status: 413, detail: 'The form is too large.' });
    const pairs = decodeForm(body.value.toString('utf8'), MOST_FIELDS);
    if (!pairs.ok) return refused({ status: 400, detail: 'The form cannot be read.' });
    return ok(new PostedForm(pairs.value));
  }

  /** A form that was kept as `text` and checked when it was posted; an empty one when it cannot be read. */
  static kept(text: string): PostedForm {
    const pairs = decodeForm(text, MOST_FIELDS);
    return new PostedForm(pairs.ok ? pairs.value : []);
  }

  /** What somebody entered, form-encoded, without passwords and what ties the form to a session. */
  entered(): string {
    return new URLSearchParams(this.#pairs.filter(([name]) => !NEVER_KEPT.has(name))).toString();
  }

  /** The value of a field that stands once; `undefined` when it is absent, empty or stands twice. */
  get(name: string): string | undefined {
    const [value, another] = this.all(name);
    return another === undefined && value !== '' ? value : undefined;
  }

  all(name: string): string[] {
    return this.#pairs.filter(([each]) => each === name).map(([, value]) => value);
  }

  /** As `get`, without white space around it, at most `limit` characters; empty when absent. */
  text(name: string, limit = 200): string {
    return (this.get(name) ?? '').trim().slice(0, limit);
  }

  /** The non-empty lines of a text area, trimmed. */
  lines(name: string): string[] {
    return (this.get(name) ?? '')
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
}
