import type { z } from 'zod';
import { type ScopeConfig, schema, scope } from './schema.ts';
import { openIdScopes } from './sign-in.ts';

export type { ResourceLister, ScopeConfig, SelectableResource } from './schema.ts';

/** What an API owner writes. */
export type ApiDefinition = z.input<typeof schema>;

/** A definition with every default filled in and every scope in its long form. */
export type ApiConfig = Omit<z.output<typeof schema>, 'scopes'> & { scopes: Record<string, ScopeConfig> };

export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly api: string;
  readonly problems: string[];

  constructor(api: string, problems: string[]) {
    super(`The configuration of ${api} is not usable: ${problems.join('; ')}.`);
    this.api = api;
    this.problems = problems;
  }
}

/** Checks a definition and fills in safe defaults. Throws `ConfigError` that names every problem at once. */
export function defineApi(definition: ApiDefinition): ApiConfig {
  const name = typeof definition?.name === 'string' ? definition.name : 'the API';
  const parsed = schema.safeParse(definition);
  if (!parsed.success) {
    throw new ConfigError(
      name,
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the definition'}: ${issue.message}`),
    );
  }
  const scopes = Object.fromEntries(
    Object.entries(parsed.data.scopes).map(([key, value]) => [
      key,
      typeof value === 'string' ? scope.parse({ title: value }) : value,
    ]),
  );
  const config: ApiConfig = { ...parsed.data, scopes };
  const problems = contradictions(config);
  if (config.signIn) problems.push(...addSignIn(config, config.signIn));
  if (problems.length > 0) throw new ConfigError(name, problems);
  return config;
}

/** What signing in brings along: its scopes, and RS256, which OpenID Connect Discovery section 3 wants to be there. */
function addSignIn(config: ApiConfig, settings: NonNullable<ApiConfig['signIn']>): string[] {
  const brought = Object.entries(openIdScopes(config.title, settings));
  const taken = brought.filter(([name]) => name in config.scopes);
  for (const [name, title] of brought) config.scopes[name] ??= scope.parse({ title, aboutUser: true });
  if (!config.signing.includes('RS256')) config.signing = [...config.signing, 'RS256'];
  const problems = taken.map(
    ([name]) => `scopes.${name}: signIn gives this name its meaning, so leave it out here`,
  );
  const { authorization, endSession = authorization } = config.endpoints;
  if (new URL(endSession).host !== new URL(authorization).host) {
    problems.push(
      'endpoints.endSession: it has to be on the host of endpoints.authorization, whose cookie it ends',
    );
  }
  return problems;
}

/** What each field allows on its own but not together. */
function contradictions(config: ApiConfig): string[] {
  const problems: string[] = [];
  const names = Object.keys(config.scopes);
  for (const name of config.defaultScopes) {
    if (!names.includes(name)) problems.push(`defaultScopes: no scope is called ${name}`);
  }
  for (const [name, { selectsResources }] of Object.entries(config.scopes)) {
    if (selectsResources && !config.resources) {
      problems.push(`scopes.${name}: selectsResources needs resources.list`);
    }
  }
  if (names.length === 0) problems.push('scopes: an API without scopes cannot be protected');
  if (Object.keys(config.domains).length === 0) problems.push('domains: name at least one host of the API');
  const hosts = Object.entries(config.domains).flatMap(([key, domain]) => [key, ...domain.aliases]);
  for (const name of hosts.filter((each, index) => hosts.indexOf(each) !== index)) {
    problems.push(`domains: ${name} stands twice`);
  }
  const { accountHeader, versions } = config;
  if (accountHeader && versions?.header?.toLowerCase() === accountHeader.toLowerCase()) {
    problems.push('versions.header: accountHeader means something else by it');
  }
  const prefixes = Object.values(config.tokens.prefixes);
  if (new Set(prefixes).size !== prefixes.length) problems.push('tokens.prefixes: each kind needs its own');
  return problems;
}
