import type { Answer, Way } from './ask.ts';

export const ACCOUNTS = 'accounts.yard.example';

/** A browser without a screen: it keeps cookies, and follows nothing by itself. */
export class Browser {
  readonly #way: Way;
  readonly #cookies = new Map<string, string>();

  constructor(way: Way) {
    this.#way = way;
  }

  get(path: string): Promise<Answer> {
    return this.#ask('GET', path);
  }

  post(path: string, form: [string, string][] | Record<string, string>): Promise<Answer> {
    return this.#ask('POST', path, form);
  }

  async #ask(method: 'GET' | 'POST', path: string, form?: [string, string][] | Record<string, string>) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers: Record<string, string> = cookie === '' ? {} : { cookie };
    const answer = await this.#way.ask({ host: ACCOUNTS, method, path, headers, ...(form ? { form } : {}) });
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const equals = pair.indexOf('=');
    if (attributes.includes('Max-Age=0')) this.#cookies.delete(pair.slice(0, equals));
    else this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
}

/** Returns the value of the first hidden field of a name; empty if there is none. */
export function hiddenField({ text }: Answer, name: string): string {
  const [, value = ''] = new RegExp(`<input type="hidden" name="${name}" value="([^"]*)">`).exec(text) ?? [];
  return value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

/** Where an answer leads. */
export function location({ headers }: Answer): URL | null {
  return headers.location === undefined ? null : new URL(headers.location, `https://${ACCOUNTS}`);
}
