import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { Demo } from './start-demo.ts';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

export interface Page {
  url: string;
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Form {
  action: string;
  method: string;
  fields: { name: string; value: string; type: string; checked: boolean }[];
  buttons: { name: string; value: string; text: string }[];
}

/**
 * A program that fills in forms: cookies, redirects, no JavaScript. Follows redirects for as long as they stay
 * on hosts of the demo, and stops with the address when one leads away to a client.
 */
export class Visitor {
  readonly #demo: Demo;
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(demo: Demo) {
    this.#demo = demo;
  }

  async open(url: string): Promise<Page> {
    return this.#follow(await this.send(url, { method: 'GET' }));
  }

  /** Follows the link with that text. */
  async click(page: Page, text: string): Promise<Page> {
    const links = [...page.body.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)];
    const link = links.find(([, , inside = '']) => inside.replaceAll(/<[^>]*>/g, '').trim() === text);
    if (!link) throw new Error(`No link “${text}” at ${page.url}:\n${page.body}`);
    return this.open(new URL((link[1] ?? '').replaceAll('&amp;', '&'), page.url).href);
  }

  /**
   * Fills in the form that has all of `values`' names and, where `button` is given, a button with that text;
   * `values` may hold a list for repeated fields.
   */
  async submit(page: Page, values: Record<string, string | string[]>, button?: string): Promise<Page> {
    const form = formsOf(page).find(
      (candidate) =>
        fits(candidate, Object.keys(values)) &&
        (button === undefined || candidate.buttons.some(({ text }) => text === button)),
    );
    if (!form)
      throw new Error(`No form with ${Object.keys(values).join(', ')} at ${page.url}:\n${page.body}`);
    const body = new URLSearchParams();
    for (const field of form.fields) {
      if (field.name in values || field.name === '') continue;
      if (field.type === 'checkbox' || field.type === 'radio') {
        if (field.checked) body.append(field.name, field.value);
      } else body.append(field.name, field.value);
    }
    for (const [name, value] of Object.entries(values)) {
      for (const each of [value].flat()) body.append(name, each);
    }
    const sent = await this.send(new URL(form.action || page.url, page.url).href, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(page.url).origin },
      body: body.toString(),
    });
    return this.#follow(sent);
  }

  /** Signs in at whatever page asks for it and goes on to where the visitor was heading. */
  async signIn(page: Page, user: { email: string; password: string }): Promise<Page> {
    return this.submit(page, { email: user.email, password: user.password });
  }

  async #follow(page: Page): Promise<Page> {
    let current = page;
    for (let hop = 0; hop < 10 && current.status === 303; hop++) {
      const target = new URL(current.headers.location ?? '', current.url);
      if (!this.#isOurs(target)) return { ...current, url: target.href };
      current = await this.send(target.href, { method: 'GET' });
    }
    return current;
  }

  #isOurs(url: URL): boolean {
    return Object.values(this.#demo.apis).some(
      (api) => new URL(api.authorization_endpoint).hostname === url.hostname,
    );
  }

  /** One exchange, without following anything. */
  send(
    url: string,
    init: { method: string; headers?: Record<string, string>; body?: string },
  ): Promise<Page> {
    const { protocol, hostname, pathname, search, port } = new URL(url);
    const secure = protocol === 'https:';
    const cookies = this.cookiesFor(url);
    const options = {
      host: '127.0.0.1',
      port: secure ? this.#demo.tlsPort : port || 80,
      method: init.method,
      path: pathname + search,
      agent: false as const,
      headers: {
        host: port ? `${hostname}:${port}` : hostname,
        ...(cookies ? { cookie: cookies } : {}),
        ...(init.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(init.body)) }),
        ...init.headers,
      },
      ...(secure ? { servername: hostname, ca: readFileSync(this.#demo.ca ?? '') } : {}),
    };
    return new Promise((resolve, reject) => {
      const outgoing = (secure ? httpsRequest : httpRequest)(options, async (answer) => {
        this.#keep(hostname, answer.headers['set-cookie'] ?? []);
        const chunks: Buffer[] = [];
        for await (const chunk of answer) chunks.push(chunk as Buffer);
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ url, status: answer.statusCode ?? 0, headers: answer.headers, body });
      });
      outgoing.on('error', reject);
      outgoing.end(init.body);
    });
  }

  /** The `Cookie` header that goes to an address; empty without cookies. */
  cookiesFor(url: string): string {
    const cookies = [...(this.#cookies.get(new URL(url).hostname) ?? [])];
    return cookies.map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(host: string, setCookies: string[]): void {
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(/;\s*/);
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) jar.delete(name);
      else jar.set(name, value);
    }
    this.#cookies.set(host, jar);
  }
}

export function formsOf(page: Page): Form[] {
  const found: Form[] = [];
  visit(parse(page.body), (element) => {
    if (element.tagName !== 'form') return;
    const form: Form = {
      action: attribute(element, 'action') ?? '',
      method: attribute(element, 'method') ?? 'get',
      fields: [],
      buttons: [],
    };
    visit(element, (inner) => {
      const name = attribute(inner, 'name') ?? '';
      const value = attribute(inner, 'value') ?? '';
      const type = attribute(inner, 'type') ?? 'text';
      if (inner.tagName === 'button') form.buttons.push({ name, value, text: textOf(inner) });
      if (inner.tagName === 'input') {
        form.fields.push({ name, value, type, checked: attribute(inner, 'checked') !== undefined });
      }
      if (inner.tagName === 'textarea')
        form.fields.push({ name, value: textOf(inner), type: 'text', checked: false });
      if (inner.tagName === 'select')
        form.fields.push({ name, value: selected(inner), type: 'text', checked: false });
    });
    found.push(form);
  });
  return found;
}

function fits(form: Form, names: string[]): boolean {
  const known = new Set([...form.fields.map(({ name }) => name), ...form.buttons.map(({ name }) => name)]);
  return names.every((name) => known.has(name));
}

function selected(select: Element): string {
  const options: Element[] = [];
  visit(select, (element) => {
    if (element.tagName === 'option') options.push(element);
  });
  const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options[0];
  return chosen ? (attribute(chosen, 'value') ?? textOf(chosen)) : '';
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

function textOf(node: Node): string {
  return textIn(node).trim();
}

function textIn(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textIn).join('') : '';
}

function visit(node: Node, look: (element: Element) => void): void {
  if ('tagName' in node) look(node);
  if ('childNodes' in node) for (const child of node.childNodes) visit(child, look);
}
