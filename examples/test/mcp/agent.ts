import assert from 'node:assert/strict';
import { request as open } from 'node:http';
import { Readable } from 'node:stream';
import {
  Client,
  type OAuthClientMetadata,
  type OAuthClientProvider,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { consent } from '../demo/connect.ts';
import type { Demo } from '../demo/start-demo.ts';

export const CALLBACK = 'http://127.0.0.1:33418/callback';

export interface Exchange {
  method: string;
  url: URL;
  /** Parameters of a form, or of the query of an authorization request. */
  parameters: URLSearchParams;
  status: number;
  challenge: string | null;
  problem: { code?: string; remedy?: string; detail?: string };
}

export interface Person {
  email: string;
  password: string;
}

/**
 * An agent with the MCP SDK's client and a person who signs in and consents for it. Nothing is told to it but the
 * address of the server; it keeps what it sent and what came back.
 */
export class Agent implements OAuthClientProvider {
  readonly redirectUrl = CALLBACK;
  readonly clientMetadata: OAuthClientMetadata = {
    client_name: 'Agent of a test',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  /** Its own metadata document; without one it registers. */
  readonly clientMetadataUrl?: string;
  readonly exchanges: Exchange[] = [];
  /** The addresses to which the user was sent, oldest first. */
  readonly asked: URL[] = [];
  readonly #demo: Demo;
  readonly #person: Person;
  #registration: StoredOAuthClientInformation | undefined;
  #tokens: StoredOAuthTokens | undefined;
  #verifier = '';
  #back: URL | undefined;

  constructor(demo: Demo, person: Person, clientMetadataUrl?: string) {
    this.#demo = demo;
    this.#person = person;
    if (clientMetadataUrl !== undefined) this.clientMetadataUrl = clientMetadataUrl;
  }

  /** Connects, and has the person consent when the server asks for that. */
  async connect(address: string, era: 'auto' | 'legacy' = 'auto'): Promise<Connection> {
    const connected = async () => {
      const transport = new StreamableHTTPClientTransport(new URL(address), {
        authProvider: this,
        fetch: this.fetch,
      });
      const client = new Client({ name: 'agent', version: '1' }, { versionNegotiation: { mode: era } });
      await client.connect(transport);
      return { client, transport };
    };
    let connection: { client: Client; transport: StreamableHTTPClientTransport };
    try {
      connection = await connected();
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      const waiting = new StreamableHTTPClientTransport(new URL(address), {
        authProvider: this,
        fetch: this.fetch,
      });
      await waiting.finishAuth(this.answer());
      connection = await connected();
    }
    return { ...connection, call: (name, input) => this.#call(connection, name, input) };
  }

  /** Calls a tool, and has the person consent once when the server wants more. */
  async #call(
    { client, transport }: { client: Client; transport: StreamableHTTPClientTransport },
    name: string,
    input: Record<string, unknown>,
  ): Promise<Called> {
    const call = async () => {
      const { structuredContent, isError, content } = await client.callTool({ name, arguments: input });
      const [first] = content;
      const text = first?.type === 'text' ? first.text : '';
      return { result: structuredContent as Called['result'], isError: isError === true, text };
    };
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      await transport.finishAuth(this.answer());
      return call();
    }
  }

  forgetRefreshToken(): void {
    if (!this.#tokens) return;
    const { refresh_token: _forgotten, ...rest } = this.#tokens;
    this.#tokens = rest;
  }

  /** Returns the parameters with which the user returned. */
  answer(): URLSearchParams {
    assert.ok(this.#back, 'the person was asked');
    return this.#back.searchParams;
  }

  /** Network of this test: every host of the demo is this machine. */
  readonly fetch = async (address: string | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(address);
    const sent = new Headers(init.headers);
    sent.set('host', url.host);
    const body = init.body == null ? undefined : String(init.body);
    const response = await new Promise<Response>((resolve, reject) => {
      const { pathname, search, port } = url;
      const options = {
        host: '127.0.0.1',
        port,
        method: init.method ?? 'GET',
        path: pathname + search,
        headers: Object.fromEntries(sent),
        agent: false as const,
        ...(init.signal ? { signal: init.signal } : {}),
      };
      const outgoing = open(options, (answer) => {
        const status = answer.statusCode ?? 0;
        const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
          values.map((value): [string, string] => [name, value]),
        );
        const empty = status === 204 || status === 202;
        if (empty) answer.resume();
        const stream = empty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
        resolve(new Response(stream, { status, headers }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    const whole = isJson && response.status >= 400 ? await response.clone().json() : {};
    this.exchanges.push({
      method: init.method ?? 'GET',
      url,
      parameters: new URLSearchParams(body?.startsWith('{') ? '' : body),
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      problem: whole.error?.data ?? {},
    });
    return response;
  };

  clientInformation() {
    return this.#registration;
  }
  saveClientInformation(information: StoredOAuthClientInformation) {
    this.#registration = information;
  }
  tokens() {
    return this.#tokens;
  }
  saveTokens(tokens: StoredOAuthTokens) {
    this.#tokens = tokens;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier() {
    return this.#verifier;
  }
  async redirectToAuthorization(url: URL) {
    this.asked.push(url);
    this.#back = await consent(this.#demo, url.href, this.#person);
  }
}

export interface Called {
  result: Record<string, unknown> & {
    contacts?: { name: string }[];
    contact?: { name: string };
    id?: string;
  };
  isError: boolean;
  text: string;
}

export interface Connection {
  client: Client;
  transport: StreamableHTTPClientTransport;
  call(name: string, input: Record<string, unknown>): Promise<Called>;
}
