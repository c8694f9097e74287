import { didYouMean } from '../lib/nearest.ts';
import { accentProblems } from './branding/accents.ts';
import { definitionProblems } from './definition-problems.ts';
import { withoutTranslations } from './language/translations.ts';
import { profileProblems, withProfile } from './profiles/profile.ts';
import type { ApiConfig, ApiDefinition } from './schema/api-config.ts';
import { schema, scope } from './schema/schema.ts';
import { separateProblems } from './schema/separate-resource.ts';
import { OFFLINE_ACCESS, OFFLINE_ACCESS_TITLE, openIdScopes } from './schema/sign-in.ts';
import { signInProblems } from './sign-in-problems.ts';

export type { ApiConfig, ApiDefinition } from './schema/api-config.ts';
export type { ResourceLister, ScopeConfig, SelectableResource } from './schema/schema.ts';

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

/** Checks a definition and fills in safe defaults. Throws `ConfigError` with all problems at once. */
export function defineApi(definition: ApiDefinition): ApiConfig {
  const name = typeof definition?.name === 'string' ? definition.name : 'the API';
  const { plain, translations, problems: untranslated } = withoutTranslations(definition);
  const parsed = schema.safeParse(withProfile(plain));
  if (!parsed.success) {
    throw new ConfigError(name, definitionProblems(schema, plain, parsed.error.issues));
  }
  const scopes = Object.fromEntries(
    Object.entries(parsed.data.scopes).map(([key, value]) => [
      key,
      typeof value === 'string' ? scope.parse({ title: value }) : value,
    ]),
  );
  const config: ApiConfig = { ...parsed.data, scopes, translations };
  const problems = [...untranslated, ...contradictions(config)];
  if (config.signIn) problems.push(...addSignIn(config, config.signIn));
  config.scopes[OFFLINE_ACCESS] ??= scope.parse({ title: OFFLINE_ACCESS_TITLE, aboutUser: true });
  const unbound = boundAlgorithms(config, definition);
  const below = profileProblems(config);
  problems.push(
    ...below,
    ...unbound
      .filter(({ field }) => !below.some((each) => each.startsWith(`${field}:`)))
      .map(({ says }) => says),
  );
  if (problems.length > 0) throw new ConfigError(name, problems);
  return config;
}

/**
 * Adds the scopes of signing in, and RS256, which OpenID Connect Discovery section 3 requires ("The algorithm
 * RS256 MUST be included"), unless the owner excluded it, as FAPI 2.0 demands.
 */
function addSignIn(config: ApiConfig, settings: NonNullable<ApiConfig['signIn']>): string[] {
  const brought = Object.entries(openIdScopes(config.title, settings));
  const taken = brought.filter(([name]) => name in config.scopes);
  for (const [name, title] of brought) config.scopes[name] ??= scope.parse({ title, aboutUser: true });
  if (config.algorithms.includes('RS256') && !config.signing.includes('RS256')) {
    config.signing = [...config.signing, 'RS256'];
  }
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

/** Restricts signing and verifying everywhere to the configured `algorithms`. */
function boundAlgorithms(config: ApiConfig, { dpop }: ApiDefinition): { field: string; says: string }[] {
  const { algorithms } = config;
  const isBound = (each: string) => algorithms.some((bound) => bound === each);
  if (dpop?.algorithms === undefined) config.dpop.algorithms = config.dpop.algorithms.filter(isBound);
  const lists = { signing: config.signing, 'dpop.algorithms': config.dpop.algorithms };
  return Object.entries(lists).flatMap(([field, list]) => {
    const outside = list.filter((each) => !isBound(each));
    return outside.length === 0
      ? []
      : [{ field, says: `${field}: ${outside.join(', ')} is not among algorithms` }];
  });
}

/** Returns fields that are valid separately but contradict each other. */
function contradictions(config: ApiConfig): string[] {
  const problems: string[] = [];
  const names = Object.keys(config.scopes);
  for (const name of config.defaultScopes) {
    if (!names.includes(name)) {
      problems.push(`defaultScopes: no scope is called ${name}${didYouMean(name, names)}`);
    }
  }
  for (const [name, { selectsResources, optional, aboutUser }] of Object.entries(config.scopes)) {
    if (selectsResources && !config.resources) {
      problems.push(`scopes.${name}: selectsResources needs resources.list`);
    }
    // Claims about a user follow from the request as a whole (OpenID Connect Core section 5.5).
    if (optional && aboutUser) problems.push(`scopes.${name}: a scope about the user cannot be optional`);
  }
  if (names.length === 0) problems.push('scopes: an API without scopes cannot be protected');
  if (Object.keys(config.domains).length === 0) problems.push('domains: name at least one host of the API');
  const hosts = Object.entries(config.domains).flatMap(([key, domain]) => [key, ...domain.aliases]);
  for (const name of hosts.filter((each, index) => hosts.indexOf(each) !== index)) {
    problems.push(`domains: ${name} stands twice`);
  }
  if (config.softwareStatements && config.registration === 'off') {
    problems.push('softwareStatements: registration is off, so no client can present one');
  }
  for (const language of Object.keys(config.refusals)) {
    if (!config.languages?.includes(language))
      problems.push(`refusals.${language}: languages does not name ${language}`);
  }
  const { testTenant } = config.developers;
  const testRole = testTenant && config.roles[testTenant.role];
  if (testTenant && (!testRole || testRole.managesTenant)) {
    problems.push('developers.testTenant.role: name a role that does not manage a tenant');
  }
  problems.push(...signInProblems(config));
  problems.push(...separateProblems(config));
  const { port } = new URL(config.issuer);
  for (const [name, url] of Object.entries(config.endpoints)) {
    if (url && new URL(url).port !== port)
      problems.push(`endpoints.${name}: it has to have the port of the issuer`);
  }
  problems.push(...explorerProblems(config), ...accentProblems(config.branding));
  const { accountHeader, versions } = config;
  if (accountHeader && versions?.header?.toLowerCase() === accountHeader.toLowerCase()) {
    problems.push('versions.header: accountHeader names the same header');
  }
  const { directoryRole } = config.management;
  if (directoryRole !== undefined && !Object.hasOwn(config.roles, directoryRole)) {
    problems.push(
      `management.directoryRole: no role is called ${directoryRole}${didYouMean(directoryRole, Object.keys(config.roles))}`,
    );
  }
  const prefixes = Object.values(config.tokens.prefixes);
  if (new Set(prefixes).size !== prefixes.length) problems.push('tokens.prefixes: each kind needs its own');
  return problems;
}

/** The explorer's script comes from elsewhere: on a host with a session it could consent to anything in a person's name. */
function explorerProblems({ explorer, issuer, endpoints, domains }: ApiConfig): string[] {
  if (explorer === false) return [];
  const { host, hostname, port } = new URL(explorer);
  const signsIn = [issuer, ...Object.values(endpoints)].some(
    (url) => url && new URL(url).hostname === hostname,
  );
  const isDomain = Object.entries(domains).some(
    ([name, { aliases }]) => name === hostname || aliases.includes(hostname),
  );
  return [
    ...(signsIn ? [`explorer: people sign in on ${host}, so the explorer needs another host`] : []),
    ...(isDomain ? [`explorer: ${hostname} is the API's own, so the explorer needs another host`] : []),
    ...(port === new URL(issuer).port ? [] : ['explorer: it has to have the port of the issuer']),
  ];
}
