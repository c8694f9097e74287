import { randomUUID } from 'node:crypto';
import type { McpHandler } from '@latchkey/guard/mcp';
import { callerOf } from '@latchkey/guard/mcp';
import {
  type CallToolResult,
  fromJsonSchema,
  McpServer,
  ResourceTemplate,
  type ServerContext,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';

/*
 * The server that the conformance suite wants to find: every feature of the protocol, with the names and answers
 * that its scenarios look for, in sessions as clients of 2025 keep them.
 */

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';

/** Keeps a server for each session, and each session for the user who began it. */
export function everything(): McpHandler {
  const sessions = new Map<string, { transport: WebStandardStreamableHTTPServerTransport; user: string }>();
  return {
    async fetch(request, { authInfo, parsedBody }) {
      const user = callerOf(authInfo).user?.id ?? '';
      const known = sessions.get(request.headers.get('mcp-session-id') ?? '');
      // A session id proves nothing: a caller who learns it is still another user.
      if (known && known.user !== user) return new Response(null, { status: 404 });
      if (known)
        return known.transport.handleRequest(request, {
          ...(parsedBody === undefined ? {} : { parsedBody }),
        });
      const transport = new WebStandardStreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        onsessioninitialized: (id) => void sessions.set(id, { transport, user }),
        onsessionclosed: (id) => void sessions.delete(id),
      });
      await serverOf().connect(transport);
      return transport.handleRequest(request, { ...(parsedBody === undefined ? {} : { parsedBody }) });
    },
  };
}

type Run = (
  input: Record<string, unknown>,
  context: ServerContext,
) => CallToolResult | Promise<CallToolResult>;
const said = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] });
const embedded = (uri: string) => ({
  uri,
  mimeType: 'text/plain',
  text: 'This is an embedded resource content.',
});

const NOTHING = { type: 'object', properties: {} };
const texts = (...names: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
  required: names,
});
const ADDRESSED = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } },
  },
  properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
  additionalProperties: false,
};

/** On the stream of the call: the client may not have opened the one for everything else yet. */
const along = (id: string | number) => ({ relatedRequestId: id });

async function asked(context: ServerContext, message: string, properties: object): Promise<CallToolResult> {
  const requestedSchema = { type: 'object', properties } as never;
  const { elicitInput, id } = context.mcpReq;
  const { action, content } = await elicitInput({ mode: 'form', message, requestedSchema }, along(id));
  return said(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`);
}

const THREE = ['option1', 'option2', 'option3'];
const TITLED = [
  { const: 'value1', title: 'First Option' },
  { const: 'value2', title: 'Second Option' },
  { const: 'value3', title: 'Third Option' },
];

/** By name: what goes in, and what it does. */
export const EVERY_TOOL: Record<string, [object, Run]> = {
  test_simple_text: [NOTHING, () => said('This is a simple text response for testing.')],
  test_image_content: [NOTHING, () => ({ content: [{ type: 'image', data: PIXEL, mimeType: 'image/png' }] })],
  test_audio_content: [
    NOTHING,
    () => ({ content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }] }),
  ],
  test_embedded_resource: [
    NOTHING,
    () => ({ content: [{ type: 'resource', resource: embedded('test://embedded-resource') }] }),
  ],
  test_multiple_content_types: [
    NOTHING,
    () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        { type: 'image', data: PIXEL, mimeType: 'image/png' },
        { type: 'resource', resource: embedded('test://mixed-content-resource') },
      ],
    }),
  ],
  test_tool_with_logging: [
    NOTHING,
    async (_input, { mcpReq }) => {
      for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await mcpReq.log('info', line);
      }
      return said('Logged.');
    },
  ],
  test_error_handling: [
    NOTHING,
    () => ({ ...said('This tool intentionally returns an error for testing'), isError: true }),
  ],
  test_tool_with_progress: [
    NOTHING,
    async (_input, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken ?? 0;
      for (const progress of [0, 50, 100]) {
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        });
      }
      return said(String(progressToken));
    },
  ],
  test_sampling: [
    texts('prompt'),
    async ({ prompt }, { mcpReq }) => {
      const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: String(prompt) } }];
      const { content } = await mcpReq.requestSampling({ messages, maxTokens: 100 }, along(mcpReq.id));
      return said(`LLM response: ${JSON.stringify(content)}`);
    },
  ],
  test_elicitation: [
    texts('message'),
    ({ message }, context) =>
      asked(context, String(message), { username: { type: 'string' }, email: { type: 'string' } }),
  ],
  test_elicitation_sep1034_defaults: [
    NOTHING,
    (_input, context) =>
      asked(context, 'Please review', {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      }),
  ],
  test_elicitation_sep1330_enums: [
    NOTHING,
    (_input, context) =>
      asked(context, 'Please choose', {
        untitledSingle: { type: 'string', enum: THREE },
        titledSingle: { type: 'string', oneOf: TITLED },
        legacyEnum: {
          type: 'string',
          enum: ['opt1', 'opt2', 'opt3'],
          enumNames: ['Option One', 'Option Two', 'Option Three'],
        },
        untitledMulti: { type: 'array', items: { type: 'string', enum: THREE } },
        titledMulti: { type: 'array', items: { anyOf: TITLED } },
      }),
  ],
  json_schema_2020_12_tool: [ADDRESSED, () => said('ok')],
};

function serverOf(): McpServer {
  const server = new McpServer(
    { name: 'everything', version: '1' },
    { capabilities: { logging: {}, resources: { subscribe: true }, completions: {} } },
  );
  for (const [name, [input, run]] of Object.entries(EVERY_TOOL)) {
    const inputSchema = fromJsonSchema<Record<string, unknown>>(input as never);
    server.registerTool(name, { description: name, inputSchema }, run);
  }
  addResources(server);
  addPrompts(server);
  return server;
}

function addResources(server: McpServer): void {
  const fixed: [string, string, object][] = [
    ['test://static-text', 'text/plain', { text: 'This is the content of the static text resource.' }],
    ['test://static-binary', 'image/png', { blob: PIXEL }],
    ['test://watched-resource', 'text/plain', { text: 'Watched.' }],
  ];
  for (const [uri, mimeType, content] of fixed) {
    server.registerResource(uri, uri, { description: uri, mimeType }, async () => ({
      contents: [{ uri, mimeType, ...content } as never],
    }));
  }
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined });
  server.registerResource(
    'template',
    template,
    { mimeType: 'application/json' },
    async ({ href: uri }, { id }) => ({
      contents: [{ uri, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true }) }],
    }),
  );
  for (const method of ['resources/subscribe', 'resources/unsubscribe'] as const) {
    server.server.setRequestHandler(method, async () => ({}));
  }
}

function addPrompts(server: McpServer): void {
  const user = (content: object) => ({
    messages: [{ role: 'user' as const, content: content as { type: 'text'; text: string } }],
  });
  const text = (value: string) => user({ type: 'text', text: value });
  server.registerPrompt('test_simple_prompt', { description: 'A simple prompt' }, async () =>
    text('Simple.'),
  );
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description: 'With arguments', argsSchema: stringsOf('arg1', 'arg2') },
    async ({ arg1, arg2 }) => text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description: 'With a resource', argsSchema: stringsOf('resourceUri') },
    async ({ resourceUri }) => user({ type: 'resource', resource: embedded(String(resourceUri)) }),
  );
  server.registerPrompt('test_prompt_with_image', { description: 'With an image' }, async () =>
    user({ type: 'image', data: PIXEL, mimeType: 'image/png' }),
  );
  server.server.setRequestHandler('completion/complete', async () => ({
    completion: { values: ['paris', 'park'], total: 2, hasMore: false },
  }));
}

function stringsOf(...names: string[]) {
  return fromJsonSchema<Record<string, string>>(texts(...names) as never);
}
