/** Exports for programs that start Latchkey the way the command line does. */
export { loadConfigs } from './cli/load-config.ts';
export { writableFolder } from './config/environment/data-folder.ts';
export {
  type Environment,
  type RunMode,
  readEnvironment,
  readPort,
} from './config/environment/environment.ts';
export { loadMasterKey } from './config/environment/master-key.ts';
export { StartError } from './config/environment/start-error.ts';
export { prepareDashboard } from './dashboard/files.ts';
export { portProblem } from './http/port-problem.ts';
export { createLogger } from './lib/logger.ts';
export { openTransport } from './mail/open-transport.ts';
export { favicon, ICON } from './pages/icon.ts';
export { localCa } from './tls/local-ca.ts';
