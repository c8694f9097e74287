import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** Everybody's password on the test site. */
export const PASSWORD = 'correct horse battery staple';

export interface Page {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  location: string | undefined;
  text: string;
  /** The value of the first hidden field of a name, or else of its chosen button, unescaped. */
  field(name: string): string;
}

/** A browser without a screen: it keeps cookies and follows nothing by itself. */
export class Visitor {
  readonly #port: number;
  readonly #host: string;
  readonly #ca: string | null;
  cookies = new Map<string, string>();

  /** @param ca the authority to trust, where the site is reached over TLS */
  constructor(port: number, host: string, ca: string | null = null) {
    this.#port = port;
    this.#host = host;
    this.#ca = ca;
  }

  /** Goes where an answer leads, once. */
  follow(answer: Page): Promise<Page> {
    if (answer.status !== 303 || answer.location === undefined)
      throw new Error(`Not a redirect but ${answer.status}:\n${answer.text.slice(0, 2_000)}`);
    return this.get(answer.location);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#send('GET', path, headers);
  }

  post(
    path: string,
    fields: [string, string][] | Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    const body = new URLSearchParams(fields).toString();
    return this.#send(
      'POST',
      path,
      { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    );
  }

  /** Signs in by the form, as a person would. */
  async signIn(email: string, password = PASSWORD, returnTo = '/account'): Promise<Page> {
    const page = await this.get(`/sign-in?return_to=${encodeURIComponent(returnTo)}`);
    return this.post('/sign-in', {
      form: page.field('form'),
      return_to: page.field('return_to'),
      email,
      password,
    });
  }

  #send(method: string, path: string, headers: Record<string, string>, body = ''): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const options = {
      host: '127.0.0.1',
      port: this.#port,
      method,
      path,
      headers: { host: this.#host, ...(cookie === '' ? {} : { cookie }), ...headers },
    };
    return new Promise((resolve, reject) => {
      const tls = { ...options, ca: this.#ca ?? [], servername: this.#host, agent: false };
      const read = async (incoming: IncomingMessage) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        for (const line of incoming.headers['set-cookie'] ?? []) this.#keep(line);
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          location: incoming.headers.location,
          text,
          field: (name) => hiddenField(text, name),
        });
      };
      const outgoing = this.#ca === null ? httpRequest(options, read) : httpsRequest(tls, read);
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(equals + 1));
  }
}

function hiddenField(text: string, name: string): string {
  const field = (type: string, end: string) =>
    new RegExp(`<input type="${type}" name="${name}" value="([^"]*)"${end}>`).exec(text);
  const match = field('hidden', '') ?? field('radio', ' checked');
  if (!match) throw new Error(`No hidden field ${name} on this page:\n${text.slice(0, 2_000)}`);
  return (match[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
}

/** Returns the fields that the consent page posts besides the decision. */
export function consentFields(page: Page): Record<string, string> {
  return { csrf: page.field('csrf'), tenant: page.field('tenant'), consent: page.field('consent') };
}

/** The code that an answer sends to the client, if it does. */
export function codeIn(answer: Page): string | null {
  return answer.location === undefined
    ? null
    : new URL(answer.location, 'http://here').searchParams.get('code');
}

/** A browser in which one of the people is signed in. */
export async function signedIn(site: { browser(): Visitor }, who = 'ada'): Promise<Visitor> {
  const browser = site.browser();
  await browser.signIn(`${who}@harbour.example`);
  return browser;
}

/** Posts a form of an account page with the hidden fields that it carries. */
export function submit(
  browser: Visitor,
  page: Page,
  path: string,
  fields: [string, string][],
): Promise<Page> {
  return browser.post(path, [['csrf', page.field('csrf')], ['tenant', page.field('tenant')], ...fields]);
}
