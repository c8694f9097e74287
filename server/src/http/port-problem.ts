import { StartError } from '../config/environment/start-error.ts';

/** Returns, as one sentence, why a port cannot be listened on. `error` is the rejection of `openListener`. */
export function portProblem(error: unknown, host: string, port: number): StartError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    const how =
      'stop what listens there, or name another one: PORT for plain HTTP, --tls-port or --mtls-port for TLS';
    return new StartError(`Port ${port} is in use: ${how}.`);
  }
  if (code === 'EACCES') {
    return new StartError(
      `Port ${port} needs privileges that this process does not have: use one above 1023.`,
    );
  }
  if (code === 'EADDRNOTAVAIL') return new StartError(`${host} is no address of this machine.`);
  return new StartError(`Port ${port} on ${host} cannot be listened on (${code}).`);
}
