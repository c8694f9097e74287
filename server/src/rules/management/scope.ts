/** Returns whether scopes of the management API include `needed`, such as `manage:clients:read`. */
export function covers(scopes: readonly string[], needed: string): boolean {
  const [, noun = '', act = ''] = needed.split(':');
  const acts = act === 'read' ? ['read', 'write'] : ['write'];
  return acts.some((each) => scopes.includes(`manage:${each}`) || scopes.includes(`manage:${noun}:${each}`));
}

/** Returns whether `own` includes each of `scopes`: nobody hands out more than they hold. */
export function includesScopes(own: readonly string[], scopes: readonly string[]): boolean {
  return scopes.every((scope) => {
    if (scope === 'manage:read') return own.includes('manage:read') || own.includes('manage:write');
    return scope === 'manage:write' ? own.includes('manage:write') : covers(own, scope);
  });
}
