import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../server/test/http/free-port.ts';
import { startChild } from './child.ts';

export interface Balancer {
  port: number;
  close(): Promise<void>;
}

/** Why there is no HAProxy here, or `null`. */
export function whyNoBalancer(): string | null {
  return spawnSync('haproxy', ['-v']).status === 0
    ? null
    : 'haproxy is not on the PATH: apt-get install haproxy';
}

/** Starts HAProxy in front of some ports. It asks each `/readyz`, and ends TLS as far as they can tell. */
export async function startBalancer(folder: string, ports: readonly number[]): Promise<Balancer> {
  const port = await freePort();
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, configuration(port, ports));
  const child = startChild('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
  const ended = once(child, 'close');
  return {
    port,
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function configuration(port: number, ports: readonly number[]): string {
  const servers = ports.map((each, index) => `  server node${index + 1} 127.0.0.1:${each}`).join('\n');
  return `
defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
  timeout check 2s
  retries 2
  option redispatch

frontend customers
  bind 127.0.0.1:${port}
  http-request set-header X-Forwarded-Proto https
  option forwardfor
  default_backend nodes

backend nodes
  balance roundrobin
  option httpchk GET /readyz
  default-server check inter 300ms fall 1 rise 1
${servers}
`;
}
