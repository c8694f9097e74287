import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ApiConfig, ConfigError } from '../config/index.ts';
import type { Operation } from '../model/index.ts';
import { type Fault, type Place, parsePlaces } from './openapi-document.ts';
import { type Complain, readOperation, type Surroundings } from './openapi-operation.ts';
import { type Match, parameterName, RouteTree, relate, templateSegments } from './route-tree.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const BESIDE_METHODS = ['summary', 'description', 'parameters'];
const LITERAL = /^[A-Za-z0-9\-._~!$&'()*+,;=:@]*$/;
const PARAMETER = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Every operation of an API, and which one a call is. */
export interface OperationTable {
  operations: Operation[];
  /** `rawPath` as sent, percent-encoding and all, without query; `host` as served, for an API with several documents. */
  match(method: string, rawPath: string, host?: string): Match;
}

/** An OpenAPI document that does not say clearly what each operation needs. */
export class OpenApiError extends ConfigError {
  override name = 'ConfigError';
  readonly faults: Fault[];

  constructor(api: string, file: string, faults: Fault[]) {
    super(
      api,
      faults.map(
        ({ line, operation, problem }) =>
          `${file} line ${line}${operation ? `, ${operation}` : ''}: ${problem}`,
      ),
    );
    this.faults = faults;
  }
}

/**
 * Reads what each operation needs from an OpenAPI 3 document in YAML or JSON (specification 3.1, "Security
 * Requirement Object": entries of `security` are alternatives, the schemes in one entry are all needed).
 * Throws `OpenApiError` that names every problem at once; nothing is guessed.
 */
export async function loadOperations(file: string, config: ApiConfig): Promise<OperationTable> {
  const name = basename(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ConfigError(config.name, [`the OpenAPI document ${file} cannot be read (${code})`]);
  }
  return parseOperations(text, name, config);
}

/** The same from the text of a document; `name` stands in errors. */
export function parseOperations(text: string, name: string, config: ApiConfig): OperationTable {
  const { root, faults } = parsePlaces(text);
  if (faults.length > 0) throw new OpenApiError(config.name, name, faults);
  const complain: Complain = (line, problem) => faults.push({ line, operation: null, problem });

  if (!/^3\.\d+\.\d+$/.test(root.at('openapi')?.text() ?? '')) {
    complain(
      root.at('openapi')?.line ?? 1,
      'not an OpenAPI 3 document: openapi has to be a version such as 3.1.0',
    );
  }
  const base = readBase(root, complain);
  const around: Surroundings = {
    config,
    schemes: new Set(
      root
        .at('components')
        ?.at('securitySchemes')
        ?.entries()
        ?.map(([key]) => key),
    ),
    security: root.at('security'),
  };
  const operations: Operation[] = [];
  const seen: { template: string; line: number }[] = [];
  for (const [path, item] of root.at('paths')?.entries() ?? []) {
    if (path.startsWith('x-')) continue;
    const template = base + path;
    const inPath: Complain = (line, problem) => faults.push({ line, operation: path, problem });
    if (!checkTemplate(path, item, inPath)) continue;
    checkAgainst(seen, template, item, inPath);
    seen.push({ template, line: item.line });
    operations.push(...readPathItem(item, template, around, faults));
  }
  if (operations.length === 0) complain(root.at('paths')?.line ?? 1, 'there is no operation under paths');
  checkIds(operations, complain, root);
  if (faults.length > 0) throw new OpenApiError(config.name, name, faults);

  const tree = new RouteTree();
  for (const operation of operations) tree.add(operation);
  return { operations, match: (method, rawPath) => tree.match(method, rawPath) };
}

function readPathItem(item: Place, template: string, around: Surroundings, faults: Fault[]): Operation[] {
  return (item.entries() ?? []).flatMap(([key, place]) => {
    if (METHODS.includes(key)) {
      const method = key.toUpperCase();
      const operation = `${method} ${template}`;
      return readOperation(place, method, template, around, (line, problem) =>
        faults.push({ line, operation, problem }),
      );
    }
    if (!BESIDE_METHODS.includes(key) && !(key.startsWith('x-') && !key.startsWith('x-latchkey-'))) {
      faults.push({ line: place.line, operation: template, problem: `${key} is not read beside methods` });
    }
    return [];
  });
}

/** The path that every path of the document hangs below: that of the first server, if it has one. */
function readBase(root: Place, complain: Complain): string {
  const server = root.at('servers')?.items()?.[0]?.at('url');
  const url = server?.text();
  if (!server || !url) return '';
  const path = url.replace(/^https?:\/\/[^/]*/, '').replace(/\/$/, '');
  if (path === '') return '';
  if (
    path.startsWith('/') &&
    path
      .slice(1)
      .split('/')
      .every((each) => each !== '' && isLiteral(each))
  )
    return path;
  complain(server.line, `the path of the server ${url} has to be plain segments, such as /v1`);
  return '';
}

function checkTemplate(path: string, item: Place, complain: Complain): boolean {
  const problems: string[] = [];
  if (!path.startsWith('/')) problems.push('a path has to begin with a slash');
  const segments = templateSegments(path);
  const names = segments.map(parameterName).filter((name) => name !== null);
  for (const [index, segment] of segments.entries()) {
    const name = parameterName(segment);
    const last = index === segments.length - 1;
    if (name === null && /[{}]/.test(segment)) {
      problems.push(`${segment}: a parameter has to fill its segment`);
    } else if (name === null && (!isLiteral(segment) || (segment === '' && !last))) {
      problems.push(`${segment === '' ? 'an empty segment' : segment}: no call could have this in its path`);
    } else if (name !== null && !(segment.endsWith('}') && PARAMETER.test(name))) {
      problems.push(`${segment}: a parameter's name is letters, digits, _ and -`);
    } else if (name !== null && names.indexOf(name) !== names.lastIndexOf(name)) {
      problems.push(`${segment} stands twice`);
    }
  }
  for (const problem of new Set(problems)) complain(item.line, problem);
  return problems.length === 0;
}

function isLiteral(segment: string): boolean {
  return LITERAL.test(segment) && segment !== '.' && segment !== '..';
}

function checkAgainst(
  seen: { template: string; line: number }[],
  template: string,
  item: Place,
  complain: Complain,
): void {
  for (const other of seen) {
    const relation = relate(template, other.template);
    if (relation === 'same' || relation === 'crossed') {
      complain(item.line, `one path could be this and ${other.template} (line ${other.line})`);
    }
  }
}

function checkIds(operations: Operation[], complain: Complain, root: Place): void {
  const ids = operations.flatMap(({ id, named }) => [id, ...(named?.keys() ?? [])]);
  for (const id of new Set(ids.filter((each, index) => ids.indexOf(each) !== index))) {
    complain(root.at('paths')?.line ?? 1, `operationId ${id} stands twice`);
  }
}
