import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AGENT_PROGRAMS, installAgents } from '../../../scripts/agents.ts';
import { person } from '../demo/client.ts';
import { consent } from '../demo/connect.ts';
import { auditOf } from '../demo/database.ts';
import { type DemoApi, forget, type RunningDemo, startDemo } from '../demo/start-demo.ts';

/*
 * Agents as they are published, told nothing but the address of the demo's MCP server under its real name: each finds
 * out, registers, has a person consent in a browser, and lists the tools. Their browser is a program that hands the
 * address to this test, which signs in, consents and goes back to the agent. mcp-remote runs always, the others on demand.
 */

const HERE = join(import.meta.dirname, 'agents');
// Here and not before all tests, so that other files run meanwhile.
installAgents();
const { mcpRemote, inspector, gemini, fastMcp } = AGENT_PROGRAMS;

interface Agent {
  name: string;
  /** The name under which it registers. */
  client: RegExp;
  program: string;
  args(address: string): [command: string, ...rest: string[]];
}

const AGENTS: Agent[] = [
  {
    name: 'mcp-remote',
    client: /MCP/,
    program: mcpRemote,
    args: (address) => [process.execPath, mcpRemote, address],
  },
  {
    name: 'MCP Inspector',
    client: /Inspector/,
    program: inspector,
    args: (address) => [
      process.execPath,
      inspector,
      '--cli',
      '--server-url',
      address,
      '--transport',
      'http',
      '--callback-url',
      'http://127.0.0.1:0/oauth/callback',
      '--method',
      'tools/list',
    ],
  },
  {
    name: 'Gemini CLI',
    client: /Gemini CLI/,
    program: gemini,
    args: (address) => [process.execPath, join(HERE, 'gemini.mjs'), gemini, address],
  },
  {
    name: 'FastMCP',
    client: /FastMCP/,
    program: fastMcp,
    args: (address) => [fastMcp, 'list', address, '--auth', 'oauth'],
  },
];

let running: RunningDemo;
let api: DemoApi;
let folder = '';
/** Addresses that agents had a person visit, newest last, with the outcome of each. */
let visits: { asked: URL; back: Promise<number> }[] = [];
const browser = createServer(async (request, response) => {
  let address = '';
  for await (const chunk of request) address += chunk;
  response.end();
  const back = consent(running.demo, address, person(api, 'olivia')).then(async (url) => {
    return (await fetch(url)).status;
  });
  visits.push({ asked: new URL(address), back });
});

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-agents-'));
  browser.listen(0, '127.0.0.1');
  await once(browser, 'listening');
  const { port } = browser.address() as AddressInfo;
  const open = `#!/bin/sh\nexec curl --silent --data-binary "$1" http://127.0.0.1:${port}/\n`;
  await writeFile(join(folder, 'xdg-open'), open, { mode: 0o755 });
  running = await startDemo({ only: ['prospectconnect'], hosts: 'public' });
  api = running.demo.apis.prospectconnect;
});
after(async () => {
  browser.closeAllConnections();
  browser.close();
  await running.end();
  await forget(running.dataDir);
  await rm(folder, { recursive: true });
});

/** An environment with nothing of ours but the way to the demo. */
function surroundings(): NodeJS.ProcessEnv {
  const ca = running.demo.ca ?? '';
  return {
    PATH: [folder, process.env.PATH].join(delimiter),
    HOME: folder,
    BROWSER: join(folder, 'xdg-open'),
    LATCHKEY_TEST_WORLD: String(running.demo.tlsPort),
    NODE_OPTIONS: `--import ${join(HERE, 'network.mjs')}`,
    NODE_EXTRA_CA_CERTS: ca,
    PYTHONPATH: HERE,
    // Or it would leave what it compiled beside the source.
    PYTHONDONTWRITEBYTECODE: '1',
    SSL_CERT_FILE: ca,
    // The Inspector opens no browser by itself where there is no terminal, and looks for the system's keychain.
    MCP_AUTO_OPEN_ENABLED: 'true',
    MCP_INSPECTOR_SECRET_STORE: 'memory',
    // Gemini CLI encrypts what it keeps in a file where there is no keychain.
    GEMINI_FORCE_FILE_STORAGE: 'true',
  };
}

async function outputOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code: code as number | null, output };
}

describe('an agent as it is published', () => {
  for (const { name, client, program, args } of AGENTS) {
    const skip = existsSync(program) ? false : `${name} is not installed: npm test does that`;
    test(`${name} signs in by itself and lists the tools`, { skip }, async () => {
      visits = [];
      const [command, ...rest] = args(api.mcp ?? '');
      const child = spawn(command, rest, {
        env: surroundings(),
        stdio: 'pipe',
        cwd: folder,
      });
      // Gemini CLI asks whether it may open a browser; mcp-remote ends when its standard input does.
      child.stdin.write('y\n');
      const { code, output } = await outputOf(child);
      assert.equal(code, 0, output);
      for (const tool of ['search_contacts', 'create_note']) assert.ok(output.includes(tool), output);

      const [visit, ...more] = visits;
      assert.ok(visit && more.length === 0, 'the person was asked once');
      assert.equal(await visit.back, 200, 'and came back to the agent');
      const { searchParams } = visit.asked;
      assert.equal(searchParams.get('code_challenge_method'), 'S256');
      assert.equal(searchParams.get('resource'), api.mcp);
      const clientId = searchParams.get('client_id');
      const rows = auditOf(running, 'prospectconnect').filter((row) => row.clientId === clientId);
      const made = rows.find(({ kind }) => kind === 'client.created');
      assert.match(String(made?.detail.name), client);
      assert.ok(rows.some(({ kind, outcome }) => kind === 'api.called' && outcome === 'allowed'));
    });
  }
});
