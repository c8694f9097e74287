import type { ApiConfig } from './schema/api-config.ts';

/** Returns a function that works something out once for each configuration: one never changes. */
export function oncePerConfig<Made>(make: (config: ApiConfig) => Made): (config: ApiConfig) => Made {
  const made = new WeakMap<ApiConfig, { is: Made }>();
  return (config) => {
    const known = made.get(config);
    if (known) return known.is;
    const is = make(config);
    made.set(config, { is });
    return is;
  };
}
