import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/* Gemini CLI's own way to sign in at an MCP server, by its library, and then one message with the token that it kept. */

const [folder, address] = process.argv.slice(2);
const [library] = readdirSync(folder).filter((name) => /^core-.*\.js$/.test(name));
const { MCPOAuthProvider, MCPOAuthTokenStorage } = await import(join(folder, library));
const { accessToken } = await new MCPOAuthProvider(new MCPOAuthTokenStorage()).authenticate(
  'demo',
  {},
  address,
);
const response = await fetch(address, {
  method: 'POST',
  headers: {
    authorization: `Bearer ${accessToken}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
  },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
});
console.log(await response.text());
process.exit(response.ok ? 0 : 1);
