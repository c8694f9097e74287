import type { Api } from '../../api.ts';

/** Returns the client in the path with its secrets; `null` if there is none. */
export function clientOf(api: Api, path: Readonly<Record<string, string>>) {
  return api.store.client(path.client ?? '', api.clock.now());
}
