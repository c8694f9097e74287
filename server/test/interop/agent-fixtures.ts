/*
 * Agents as they come: what each publishes about itself or registers with, and how it asks. The document's own address
 * is put in by the test, which serves it from this machine. Those that a registry has, mcp-remote, the MCP Inspector,
 * FastMCP and Gemini CLI, come themselves: `examples/test/mcp/agents.test.ts`.
 */

type Metadata = Record<string, unknown>;

export interface AgentFixture {
  name: string;
  /** Where what it sends is known from, and as of when; or that it was put together from what it was seen to do. */
  source: string;
  /** Its published document, without `client_id`. */
  document?: Metadata;
  /** The body that it registers with. */
  registration?: Metadata;
  /** Its own parameters, beside those that every request has. */
  asks: { redirect_uri: string; scope?: string };
  /** How it is known to the server afterwards. */
  provesItself: 'none' | 'client_secret_post' | 'private_key_jwt';
}

const CODE_AND_REFRESH = ['authorization_code', 'refresh_token'];

export const AGENTS: readonly AgentFixture[] = [
  {
    name: 'Claude Code',
    source: 'https://claude.ai/oauth/claude-code-client-metadata as of 2026-09-08',
    document: {
      client_name: 'Claude Code',
      client_uri: 'https://claude.ai',
      redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
      grant_types: CODE_AND_REFRESH,
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    // github.com/anthropics/claude-code/issues/42301: any port, under localhost.
    asks: { redirect_uri: 'http://localhost:58135/callback', scope: 'read offline_access' },
    provesItself: 'none',
  },
  {
    name: 'claude.ai',
    source: 'https://claude.ai/oauth/mcp-oauth-client-metadata as of 2026-09-29',
    document: {
      client_name: 'Claude',
      client_uri: 'https://claude.ai',
      redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
      grant_types: [...CODE_AND_REFRESH, 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    asks: { redirect_uri: 'https://claude.ai/api/mcp/auth_callback', scope: ' read  offline_access' },
    provesItself: 'none',
  },
  {
    name: 'claude.ai, where it registers',
    source:
      'reconstructed from github.com/anthropics/claude-ai-mcp/issues/1043 (2026-09-15) and 5826 of claude-code',
    registration: {
      client_name: 'Claude',
      redirect_uris: ['https://claude.ai/api/mcp/auth_callback'],
      grant_types: [...CODE_AND_REFRESH, 'password'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      scope: '',
    },
    asks: {
      redirect_uri: 'https://claude.ai/api/mcp/auth_callback',
      scope: 'read write read:cases offline_access',
    },
    provesItself: 'client_secret_post',
  },
  {
    name: 'ChatGPT',
    source: 'https://chatgpt.com/oauth/client.json as of 2026-09-08',
    document: {
      client_name: 'ChatGPT',
      client_uri: 'https://chatgpt.com/',
      logo_uri: 'https://persistent.oaistatic.com/sonic/misc/openai-logo.png',
      redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'],
      grant_types: CODE_AND_REFRESH,
      response_types: ['code'],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      token_endpoint_auth_signing_alg: 'RS256',
      // Of a key that this test has, served by it.
      jwks_uri: 'https://chatgpt.com/oauth/jwks.json',
    },
    asks: {
      redirect_uri: 'https://chatgpt.com/connector_platform_oauth_redirect',
      scope: 'read offline_access',
    },
    provesItself: 'private_key_jwt',
  },
  {
    name: 'Cursor',
    source:
      'github.com/erp-mafia/accounted/pull/2225 (2026-09-03) and github.com/soflyy/agent-connector-for-wp/issues/111 (2026-09-11)',
    registration: {
      client_name: 'Cursor',
      redirect_uris: [
        'cursor://anysphere.cursor-mcp/oauth/callback',
        'https://www.cursor.com/agents/mcp/oauth/callback',
        'http://localhost:8787/callback',
      ],
      grant_types: CODE_AND_REFRESH,
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    asks: { redirect_uri: 'cursor://anysphere.cursor-mcp/oauth/callback', scope: 'read' },
    provesItself: 'none',
  },
  {
    name: 'Cursor, back to its desktop',
    source:
      'reconstructed from forum.cursor.com/t/165019 (2026-07-08): the same, back to the loopback address',
    registration: {
      client_name: 'Cursor',
      client_uri: '',
      logo_uri: null,
      scope: null,
      redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback', 'http://localhost:8787/callback'],
      grant_types: CODE_AND_REFRESH,
      token_endpoint_auth_method: 'none',
    },
    asks: { redirect_uri: 'http://localhost:8787/callback' },
    provesItself: 'none',
  },
  {
    name: 'VS Code',
    source: 'https://vscode.dev/oauth/client-metadata.json as of 2026-09-08',
    document: {
      client_name: 'Visual Studio Code',
      client_uri: 'https://vscode.dev/product',
      logo_uri: 'https://code.visualstudio.com/assets/branding/code-stable.png',
      redirect_uris: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'],
      grant_types: [...CODE_AND_REFRESH, 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    },
    asks: { redirect_uri: 'http://127.0.0.1:60123/', scope: 'read' },
    provesItself: 'none',
  },
  {
    name: 'VS Code, where it registers',
    source: 'src/vs/base/common/oauth.ts of github.com/microsoft/vscode, as stored in November 2026',
    registration: {
      client_name: 'Visual Studio Code',
      client_uri: 'https://code.visualstudio.com',
      redirect_uris: [
        'https://insiders.vscode.dev/redirect',
        'https://vscode.dev/redirect',
        'http://localhost/',
        'http://127.0.0.1/',
        'http://localhost:33418/',
        'http://127.0.0.1:33418/',
      ],
      grant_types: [...CODE_AND_REFRESH, 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    asks: { redirect_uri: 'http://127.0.0.1:33418/', scope: 'read write' },
    provesItself: 'none',
  },
  {
    name: 'Copilot CLI',
    source:
      'reconstructed from github.com/github/copilot-cli/issues/4793 (2026-09-09), which quotes https://github.com/copilot/cli/client-metadata.json in part',
    document: {
      client_name: 'GitHub Copilot CLI',
      redirect_uris: ['http://127.0.0.1:33418/'],
      grant_types: CODE_AND_REFRESH,
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    },
    asks: { redirect_uri: 'http://127.0.0.1:60005/', scope: 'read' },
    provesItself: 'none',
  },
  {
    name: 'Copilot CLI, where it registers',
    source: 'github.com/dozigden/boardoil/issues/11 (2026-08-17), Copilot CLI 1.0.81-0',
    registration: {
      client_name: 'GitHub Copilot CLI',
      redirect_uris: ['http://127.0.0.1:56679/'],
      grant_types: CODE_AND_REFRESH,
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    },
    // github.com/github/copilot-cli/issues/1951: another port than the one that it registered.
    asks: { redirect_uri: 'http://127.0.0.1:61022/' },
    provesItself: 'none',
  },
];
