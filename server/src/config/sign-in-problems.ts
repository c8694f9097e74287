import type { ApiConfig } from './schema/api-config.ts';

/** Returns what contradicts itself in `signInBy`. */
export function signInProblems({ signInBy, roles }: ApiConfig): string[] {
  const { handOver, providers, passwords } = signInBy;
  const problems: string[] = [];
  const ids = providers.map(({ id }) => id);
  for (const id of ids.filter((each, at) => ids.indexOf(each) !== at)) {
    problems.push(`signInBy.providers: ${id} stands twice`);
  }
  if (handOver && providers.length > 0) {
    problems.push('signInBy.providers: sign-in is handed over to your application, which offers them itself');
  }
  if (!handOver && !passwords && providers.length === 0) {
    problems.push('signInBy.passwords: without passwords and providers nobody could sign in');
  }
  for (const { id, issuer, scopes, places, accepts } of providers) {
    const at = `signInBy.providers.${id}`;
    if (!scopes.includes('openid'))
      problems.push(`${at}.scopes: without openid it tells nobody who signed in`);
    const role = places?.role;
    const named = !role ? [] : 'name' in role ? [role.name] : [...Object.values(role.values), role.otherwise];
    for (const name of named.filter((each) => each !== undefined && !Object.hasOwn(roles, each))) {
      problems.push(`${at}.places.role: there is no role ${name}`);
    }
    if (/\/(common|organizations|consumers)\/v2\.0$/.test(issuer) && !Object.hasOwn(accepts, 'tid')) {
      problems.push(
        `${at}.accepts: this issuer is every organisation’s, so name those that you accept by tid`,
      );
    }
  }
  return problems;
}
