import { reachOf } from '../../access/ownership.ts';
import { managerRoles } from '../../access/roles.ts';
import { expandScopes } from '../../access/scopes.ts';
import type { Environment } from '../../config/environment/environment.ts';
import type { ApiConfig } from '../../config/index.ts';
import { closedProblem } from '../../guard/permit/operation.ts';
import { HOUR, SECOND } from '../../lib/clock.ts';
import type { Operation } from '../../model/index.ts';
import { DIALECTS } from '../../oauth/dialects/index.ts';
import { type Crossing, crossings } from '../../openapi/matching/crossed.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';
import { listed } from '../../openapi/remarks.ts';
import { EN } from '../../words/en/index.ts';
import { type Finding, note, unsafe } from './finding.ts';
import { checkPermissions } from './permission-checks.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Checks a valid configuration for risks. Pure: depends only on the configuration. */
export function checkConfig(config: ApiConfig): Finding[] {
  return [
    ...dialects(config),
    ...tokens(config),
    ...registration(config),
    ...browsers(config),
    ...audit(config),
    ...upstream(config),
    ...people(config),
  ];
}

/** Says that customers get no mail, where the configuration has mails for them. */
export function checkMail(
  { mail, title }: ApiConfig,
  { mode, smtp }: Pick<Environment, 'mode' | 'smtp'>,
): Finding[] {
  if (mode !== 'production' || !mail.alerts || smtp !== null) return [];
  return [
    note(
      `LATCHKEY_SMTP_URL is not set, so the customers of ${title} are told of unusual use on its pages alone and not by mail.`,
      'Set it to a mail server, or leave mails out of the configuration: mail: { alerts: false }.',
    ),
  ];
}

/** Compares the configuration with the OpenAPI document. */
export function checkOperations(config: ApiConfig, table: OperationTable): Finding[] {
  const findings = table.remarks.map((remark) => note(remark));
  const operations = table.operations.flatMap((each) => [each, ...(each.named?.values() ?? [])]);
  const open = operations.filter((operation) => operation.public).map(({ id }) => id);
  if (open.length > 0) findings.push(note(`Anybody may call ${open.join(', ')} (security: []).`));
  findings.push(...securityAlternatives(operations));

  const needed = new Set(operations.flatMap(({ scopes }) => scopes.flat()));
  const idle = Object.keys(config.scopes).filter((name) => {
    // Scopes about the user are for signing in and open no operation.
    if (config.scopes[name]?.aboutUser) return false;
    return ![...expandScopes(config.scopes, [name])].some((covered) => needed.has(covered));
  });
  if (idle.length > 0) {
    findings.push(
      note(
        `No operation needs ${idle.join(', ')}.`,
        'Name them in the OpenAPI document, or stop asking users for them.',
      ),
    );
  }
  findings.push(...ownPermissions(config, operations), ...crossed(crossings(table.operations)));
  const selects = Object.entries(config.scopes).filter(([, { selectsResources }]) => selectsResources);
  if (selects.length > 0 && !operations.some(({ resources }) => resources.length > 0)) {
    findings.push(
      unsafe(
        `Customers select resources for ${selects.map(([name]) => name).join(', ')}, but no operation says which resource it opens.`,
        'Add x-latchkey-resource to the operations, else a selection limits nothing.',
      ),
    );
  }
  findings.push(...checkPermissions(config, operations));
  return findings;
}

/**
 * Reports alternatives of `security` that Latchkey leaves out, and those that let in more than they seem to.
 */
function securityAlternatives(operations: OperationTable['operations']): Finding[] {
  const idsOf = (which: (operation: Operation) => boolean) =>
    listed(operations.filter(which).map(({ id }) => id));
  const findings: Finding[] = [];
  const leftOut = new Set(operations.flatMap((each) => (each.leftOut ?? []).map((way) => way.join(' and '))));
  for (const way of leftOut) {
    const ids = idsOf((each) => (each.leftOut ?? []).some((other) => other.join(' and ') === way));
    findings.push(
      note(
        `Latchkey does not check ${way}, so it is no way in to ${ids}.`,
        'If the document means a token of Latchkey by it, say so in securitySchemes of the configuration.',
      ),
    );
  }
  const optional = idsOf((each) => each.optional === true);
  if (optional !== '') findings.push(note(`A token is optional for ${optional}.`));
  const closed = idsOf((each) => closedProblem(each) !== null);
  if (closed !== '') {
    findings.push(
      unsafe(
        `No token opens ${closed}: every call is refused as no_way_in.`,
        'Name the scopes of a token under security, or write security: [] if anybody may call it.',
      ),
    );
  }
  const loose = idsOf(
    ({ scopes }) => scopes.some((way) => way.length === 0) && scopes.some((way) => way.length > 0),
  );
  if (loose !== '') {
    findings.push(
      unsafe(
        `Any token opens ${loose}, whatever its scopes: one of the alternatives names none, and others do.`,
        'Name the scopes in each alternative.',
      ),
    );
  }
  // Most often inherited from the document's own security, by an operation that nobody looked at.
  const unscoped = idsOf(
    ({ public: open, optional, scopes }) =>
      !open && optional !== true && scopes.length > 0 && scopes.every((way) => way.length === 0),
  );
  if (unscoped !== '') {
    findings.push(
      note(
        `Any token opens ${unscoped}, whatever its scopes: its security names none.`,
        'Name the scopes that it needs, unless every client of a person may call it.',
      ),
    );
  }
  return findings;
}

/** The most crossings listed; the rest is given as a number. */
const MOST_CROSSINGS = 5;

/** Reports paths that match two operations. */
function crossed(all: Crossing[]): Finding[] {
  const said = (which: Crossing[], what: string, how?: string) => {
    if (which.length === 0) return [];
    const shown = which
      .slice(0, MOST_CROSSINGS)
      .map(({ method, path, templates: [first, second] }) => `${method} ${path} (${first} or ${second})`);
    const more = which.length > MOST_CROSSINGS ? `, and ${which.length - MOST_CROSSINGS} more` : '';
    return [note(`${shown.join(', ')}${more}: ${what}`, how)];
  };
  return [
    ...said(
      all.filter(({ refused }) => !refused),
      'one path fits two templates with the same needs; the one with the literal further left is meant.',
    ),
    ...said(
      all.filter(({ refused }) => refused),
      'one path fits two templates that need different things, so such calls are refused.',
      'Give both operations the same security, x-latchkey-permission and x-latchkey-resource if such calls are to pass.',
    ),
  ];
}

/**
 * Reports permissions limited to own records where no operation names the record's owner: they would never
 * suffice.
 */
function ownPermissions({ roles }: ApiConfig, operations: OperationTable['operations']): Finding[] {
  const owned = operations.flatMap(({ permission, owner }) => (permission && owner ? [permission] : []));
  return Object.entries(roles).flatMap(([name, role]) => {
    const idle = role.permissions.filter(
      (each) => each.endsWith(':own') && !owned.some((permission) => reachOf([each], permission) === 'own'),
    );
    if (idle.length === 0) return [];
    const what = `The role ${name} has ${idle.join(', ')}, but no operation that needs it says whose record it is about.`;
    return [note(what, 'Add x-latchkey-owner to the operations, else it is enough for none of them.')];
  });
}

function dialects(config: ApiConfig): Finding[] {
  return DIALECTS.filter(({ name }) => config.dialects.includes(name)).map(({ name }) =>
    unsafe(
      `The dialect ${name} is on for every client: ${EN.risks[name]}`,
      'Turn it off, or grant it to the clients that need it.',
    ),
  );
}

function tokens({ tokens, lifetimes }: ApiConfig): Finding[] {
  if (tokens.plain !== 'jwt' || lifetimes.access * SECOND <= HOUR) return [];
  return [
    unsafe(
      `Access tokens are JWTs that live for ${lifetimes.access} seconds: a server that only verifies them accepts a revoked one for that long.`,
      'Keep lifetimes.access at 3600 or below, or use opaque tokens.',
    ),
  ];
}

function registration({ registration, name }: ApiConfig): Finding[] {
  if (registration !== 'open') return [];
  return [
    note(
      `Anybody may register clients with ${name} (registration: open), as AI agents need it.`,
      'They get nothing without a person’s consent; look through them now and then.',
    ),
  ];
}

function browsers({ corsOrigins }: ApiConfig): Finding[] {
  if (!corsOrigins.includes('*')) return [];
  return [
    note('Scripts of any website may call the API and the token endpoint (corsOrigins: *), without cookies.'),
  ];
}

function audit({ audit }: ApiConfig): Finding[] {
  if (audit.calls === 'durable') return [];
  return [
    unsafe(
      'A crash loses the audit rows of the last API calls (audit.calls: buffered).',
      'Leave audit.calls durable.',
    ),
  ];
}

/** Calls contain personal data and the identity that the API trusts, so the connection needs TLS. */
function upstream({ front }: ApiConfig): Finding[] {
  if (front.kind !== 'gateway') return [];
  const { protocol, hostname } = new URL(front.upstream);
  if (protocol === 'https:' || LOOPBACK.test(hostname)) return [];
  return [
    unsafe(
      `Calls go to ${front.upstream} unencrypted: an attacker on the way can read and change them.`,
      'Use https, a loopback address, or a network of your own.',
    ),
  ];
}

function people(config: ApiConfig): Finding[] {
  if (managerRoles(config).length > 0) return [];
  return [
    note(
      'No role manages its tenant, so no member sees all connections or changes roles.',
      'Set managesTenant: true on one.',
    ),
  ];
}
