import { execFile } from 'node:child_process';
import type { Demo } from './start-demo.ts';

/**
 * The output of a page's command, with the status line and headers that curl was told to print separately.
 */
export interface Ran {
  status: number;
  headers: Map<string, string>;
  body: string;
  json(): Record<string, unknown>;
}

/**
 * Runs a command as it is printed on a page, with real curl, under the real host names: only a shell function
 * of curl's name adds where to connect and which CA to trust. `replace` puts values where the page has a
 * placeholder.
 */
export async function runPrinted(
  demo: Demo,
  command: string,
  replace: Record<string, string> = {},
): Promise<Ran> {
  let text = command;
  for (const [placeholder, value] of Object.entries(replace)) {
    if (!text.includes(placeholder)) throw new Error(`The command has no ${placeholder}`);
    text = text.replaceAll(placeholder, value);
  }
  const script = `curl() { command curl --silent --show-error --dump-header "$HEADERS" --cacert "$CA" \\
    --connect-to "::127.0.0.1:$TLS_PORT" "$@"; }\nHEADERS=$(mktemp)\n${text}\nended=$?\ncat "$HEADERS" >&2; rm "$HEADERS"; exit $ended\n`;
  const env = { ...process.env, CA: demo.ca ?? '', TLS_PORT: String(demo.tlsPort) };
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve, reject) => {
    execFile('bash', ['-c', script], { env, maxBuffer: 1 << 24 }, (error, out, err) => {
      if (error) reject(new Error(`curl ended with ${error.code}: ${err}\n${text}`));
      else resolve({ stdout: out, stderr: err });
    });
  });
  const [statusLine = '', ...lines] = stderr.trim().split(/\r?\n/);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(
      lines.flatMap((line) => {
        const colon = line.indexOf(':');
        return colon < 0 ? [] : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]];
      }),
    ),
    body: stdout,
    json: () => JSON.parse(stdout) as Record<string, unknown>,
  };
}
