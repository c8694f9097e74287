import type { Inbound } from '../http/inbound.ts';
import { decodeForm } from '../http/params.ts';
import { ok, type Result, refused } from '../lib/result.ts';

/** In bytes; enough for five thousand selected resources. */
const BODY_LIMIT = 512 * 1024;
const MOST_FIELDS = 6_000;

/** The password fields of all pages. Their values are never kept, and neither are secrets and proofs of a factor. */
const PASSWORD_FIELDS = ['password', 'current', 'next'] as const;
export type PasswordField = (typeof PASSWORD_FIELDS)[number];
const NEVER_KEPT = new Set<string>(['csrf', 'offer', 'passkey', ...PASSWORD_FIELDS]);

export type FormProblem = {
  status: number;
  why: 'notAForm' | 'tooLarge' | 'nullCharacter' | 'malformed';
};

/** The fields of a posted form. A name may occur several times, as with ticked boxes. */
export class PostedForm {
  readonly #pairs: [string, string][];

  private constructor(pairs: [string, string][]) {
    this.#pairs = pairs;
  }

  /** Reads the body of a post strictly: form-encoded, valid UTF-8, within the size limit. */
  static async read(request: Inbound): Promise<Result<PostedForm, FormProblem>> {
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/x-www-form-urlencoded') {
      return refused({ status: 415, why: 'notAForm' });
    }
    const body = await request.body(BODY_LIMIT);
    if (!body.ok) return refused({ status: 413, why: 'tooLarge' });
    const pairs = decodeForm(body.value.toString('utf8'), MOST_FIELDS);
    if (!pairs.ok) {
      return refused({ status: 400, why: pairs.problem.kind === 'unkept' ? 'nullCharacter' : 'malformed' });
    }
    return ok(new PostedForm(pairs.value));
  }

  /**
   * Returns a form that was kept as `text` and verified when it was posted, or an empty one if it cannot be
   * read.
   */
  static kept(text: string): PostedForm {
    const pairs = decodeForm(text, MOST_FIELDS);
    return new PostedForm(pairs.ok ? pairs.value : []);
  }

  /** Returns the entered values, form-encoded, without passwords and session tokens. */
  entered(): string {
    return new URLSearchParams(this.#pairs.filter(([name]) => !NEVER_KEPT.has(name))).toString();
  }

  /** Returns the value of a field that occurs once, or `undefined` if it is absent, empty or repeated. */
  get(name: string): string | undefined {
    const [value, another] = this.all(name);
    return another === undefined && value !== '' ? value : undefined;
  }

  all(name: string): string[] {
    return this.#pairs.filter(([each]) => each === name).map(([, value]) => value);
  }

  /** As `get`, trimmed and cut to `limit` characters; empty if absent. */
  text(name: string, limit = 200): string {
    return (this.get(name) ?? '').trim().slice(0, limit);
  }

  /** Returns the non-empty lines of a text area, trimmed. */
  lines(name: string): string[] {
    return (this.get(name) ?? '')
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '');
  }
}
