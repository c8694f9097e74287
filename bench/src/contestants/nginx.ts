import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findNginx } from '../../../scripts/nginx.ts';
import { gatewayRecipes } from '../scenarios.ts';
import { dataFolder, takePart, upstreamAddress } from './talk.ts';

/*
 * nginx with one worker, kept connections to the upstream, and its usual log. Bodies are streamed as the others do it:
 * by default nginx would write those of requests, and answers that are ahead of their reader, into files.
 */

const binary = findNginx();
if (!binary) throw new Error('nginx is not installed.');
const folder = dataFolder();
const port = await freePort();
const { host } = new URL(upstreamAddress());
writeFileSync(
  join(folder, 'nginx.conf'),
  `events { worker_connections 1024; }
http {
  access_log access.log;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  client_max_body_size 0;
  keepalive_requests 1000000000;
  upstream api { server ${host}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://api;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_request_buffering off;
      proxy_max_temp_file_size 0;
    }
  }
}
`,
);
const globals = `daemon off; master_process off; pid ${folder}/nginx.pid;`;
const nginx = spawn(binary, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', globals], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
process.on('exit', () => nginx.kill('SIGKILL'));
nginx.once('exit', (code) => process.exit(code ?? 1));
await listening();
takePart({ port, recipes: gatewayRecipes('127.0.0.1') }, undefined, cpuTime);

/** The first field of `/proc/<pid>/schedstat`: nanoseconds on a processor, of the one thread of nginx. */
function cpuTime(): number {
  return Number(readFileSync(`/proc/${nginx.pid}/schedstat`, 'utf8').split(' ')[0]) / 1_000;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
}

async function listening(): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await pause(20);
  }
}
