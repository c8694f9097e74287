import type { DatabaseSync } from 'node:sqlite';
import { callerOf } from '@latchkey/guard/mcp';
import {
  type CallToolResult,
  createMcpHandler,
  fromJsonSchema,
  type McpHttpHandler,
  McpServer,
} from '@modelcontextprotocol/server';
import { checkAgainst } from '../prospectconnect/input.ts';
import { Problem } from '../prospectconnect/problem.ts';
import { TOOLS, type Tool, workOf } from './tools.ts';

/**
 * Returns the MCP server, for clients of the current revision and, without sessions, for those of 2025. Each
 * message gets its own server with its caller, so that no state can reach another caller.
 */
export function createMcp(database: DatabaseSync, clock: () => Date = () => new Date()): McpHttpHandler {
  return createMcpHandler(({ authInfo }) => {
    const caller = callerOf(authInfo);
    const server = new McpServer({ name: 'prospectconnect', title: 'ProspectConnect', version: '1.0.0' });
    for (const [name, tool] of Object.entries(TOOLS)) {
      const { title, description, effect } = tool;
      server.registerTool(
        name,
        {
          title,
          description,
          inputSchema: inputOf(tool),
          annotations: {
            readOnlyHint: effect === 'reads',
            destructiveHint: effect === 'changes' || effect === 'deletes',
            openWorldHint: false,
          },
        },
        async (input) => answer(() => tool.run(workOf(database, caller, clock), input)),
      );
    }
    return server;
  });
}

/** Validates as the API does, so that a tool accepts nothing that the API would refuse. */
function inputOf({ input }: Tool) {
  const check = checkAgainst(input);
  return fromJsonSchema<Record<string, unknown>>(input, {
    getValidator:
      <Input>() =>
      (given: unknown) => {
        const faults = isPlain(given)
          ? check(given)
          : [{ detail: 'a text holds a NUL or half a surrogate pair' }];
        if (faults.length === 0) return { valid: true, data: given as Input, errorMessage: undefined };
        const errorMessage = faults
          .map(({ pointer = '', detail }) => `${pointer} ${detail}`.trim())
          .join('; ');
        return { valid: false, data: undefined, errorMessage };
      },
  });
}

/** The database would cut a text at a NUL. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isPlain);
}

/** A failure is a result for the agent, because the agent can correct its call. */
function answer(run: () => Record<string, unknown>): CallToolResult {
  try {
    const structuredContent = run();
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof TypeError)) throw error;
    return { content: [{ type: 'text', text: error.message }], isError: true };
  }
}
