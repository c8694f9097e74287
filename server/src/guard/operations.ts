import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ApiConfig, ConfigError } from '../config/index.ts';
import type { Operation } from '../model/index.ts';
import type { Fault, Place } from './openapi-document.ts';
import { type Complain, readOperation, type Surroundings } from './openapi-operation.ts';
import { checkParameters } from './openapi-parameters.ts';
import { plainDocument } from './openapi-plain.ts';
import { Documents } from './openapi-references.ts';
import { readSchemes } from './openapi-security.ts';
import { checkReachable, checkShapes, checkTemplate, isLiteral, type Standing } from './openapi-template.ts';
import { type Match, RouteTree } from './route-tree.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const BESIDE_METHODS = ['summary', 'description', 'parameters'];

/** Every operation of an API, and which one a call is. */
export interface OperationTable {
  operations: Operation[];
  /** The document itself, in one piece; `null` where no explorer shows it. */
  document: Record<string, unknown> | null;
  /** `rawPath` as sent, percent-encoding and all, without query; `host` as served, for an API with several documents. */
  match(method: string, rawPath: string, host?: string): Match;
}

/** An OpenAPI document that does not say clearly what each operation needs. */
export class OpenApiError extends ConfigError {
  override name = 'ConfigError';
  readonly faults: Fault[];

  constructor(api: string, faults: Fault[]) {
    super(
      api,
      faults.map(
        ({ file, line, column, operation, problem }) =>
          `${file}:${line}:${column}${operation ? `, ${operation}` : ''}: ${problem}`,
      ),
    );
    this.faults = faults;
  }
}

/**
 * Reads what each operation needs from an OpenAPI 3 document in YAML or JSON (specification 3.1, "Security
 * Requirement Object": entries of `security` are alternatives, the schemes in one entry are all needed), and from
 * the files beside it that it refers to. Throws `OpenApiError` that names every problem at once, with file, line and
 * column; nothing is guessed, and nothing is fetched.
 */
export async function loadOperations(file: string, config: ApiConfig): Promise<OperationTable> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ConfigError(config.name, [`the OpenAPI document ${file} cannot be read (${code})`]);
  }
  const documents = new Documents(text, basename(file));
  await addReferred(documents, dirname(file));
  return readOperations(documents, config);
}

/** The same from the text of a document that refers to no file; `name` stands in errors. */
export function parseOperations(text: string, name: string, config: ApiConfig): OperationTable {
  return readOperations(new Documents(text, name), config);
}

async function addReferred(documents: Documents, folder: string): Promise<void> {
  const files = documents.missing(documents.root.file);
  const tried = new Set(files);
  for (const file of files) {
    // One that cannot be read stays missing, and is complained of where it is referred to.
    const text = await readFile(join(folder, file), 'utf8').catch(() => null);
    if (text === null) continue;
    documents.add(text, file);
    for (const further of documents.missing(file)) {
      if (tried.has(further)) continue;
      tried.add(further);
      files.push(further);
    }
  }
}

function readOperations(documents: Documents, config: ApiConfig): OperationTable {
  const { root } = documents;
  const faults: Fault[] = [...documents.faults];
  if (faults.length === 0) faults.push(...documents.brokenReferences());
  if (faults.length > 0) throw new OpenApiError(config.name, faults);
  const complainOf =
    (operation: string | null): Complain =>
    ({ file, line, column }, problem) =>
      faults.push({ file, line, column, operation, problem });
  const complain = complainOf(null);

  const version = root.at('openapi');
  if (!/^3\.\d+\.\d+$/.test(version?.text() ?? '')) {
    complain(version ?? root, 'not an OpenAPI 3 document: openapi has to be a version such as 3.1.0');
  }
  const base = readBase(root, complain);
  const enter = (place: Place | null, ofWhat: Complain) => enterReference(documents, place, ofWhat);
  const schemes = enter(enter(root.at('components'), complain)?.at('securitySchemes') ?? null, complain);
  const around: Surroundings = {
    config,
    schemes: readSchemes(documents, schemes, config, complain),
    security: root.at('security'),
  };
  const operations: Operation[] = [];
  const seen: Standing[] = [];
  const paths = enter(root.at('paths'), complain);
  for (const [path, place] of paths?.entries() ?? []) {
    if (path.startsWith('x-')) continue;
    const template = base + path;
    const inPath = complainOf(path);
    if (!checkTemplate(path, place, inPath)) continue;
    seen.push({ template, at: place, complain: inPath });
    const item = enter(place, inPath);
    if (!item) continue;
    checkParameters(documents, item, template, inPath);
    for (const [key, standing] of item.entries() ?? []) {
      if (!isMethod(key)) {
        if (!isBesideMethods(key)) complainOf(template)(standing, `${key} is not read beside methods`);
        continue;
      }
      const method = key.toUpperCase();
      const inOperation = complainOf(`${method} ${template}`);
      const operation = enter(standing, inOperation);
      if (!operation) continue;
      checkParameters(documents, operation, template, inOperation);
      operations.push(readOperation(operation, method, template, around, inOperation));
    }
  }
  checkShapes(seen);
  const tree = new RouteTree();
  for (const operation of operations) tree.add(operation);
  checkReachable(tree, seen, operations);
  if (operations.length === 0) complain(root.at('paths') ?? root, 'there is no operation under paths');
  checkIds(operations, complain, root);
  const document = config.explorer && faults.length === 0 ? plainDocument(documents) : null;
  if (document?.ok === false) complain(root, document.problem);
  if (faults.length > 0) throw new OpenApiError(config.name, faults);

  return {
    operations,
    document: document?.ok ? document.value : null,
    match: (method, rawPath) => tree.match(method, rawPath),
  };
}

/**
 * What a `$ref` stands for. Beside it nothing may stand that decides: the specification leaves open which of the two
 * counts then, and readers differ.
 */
function enterReference(documents: Documents, place: Place | null, complain: Complain): Place | null {
  if (!place?.at('$ref')) return place;
  for (const [key, value] of place.entries() ?? []) {
    if (!['$ref', 'summary', 'description'].includes(key)) complain(value, `${key} beside $ref is not read`);
  }
  const end = documents.follow(place);
  return end.ok ? end.value : null;
}

function isMethod(key: string): boolean {
  return METHODS.includes(key);
}

function isBesideMethods(key: string): boolean {
  return BESIDE_METHODS.includes(key) || (key.startsWith('x-') && !key.startsWith('x-latchkey-'));
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
  complain(server, `the path of the server ${url} has to be plain segments, such as /v1`);
  return '';
}

function checkIds(operations: Operation[], complain: Complain, root: Place): void {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id, named } of operations) {
    for (const each of [id, ...(named?.keys() ?? [])]) {
      if (seen.has(each)) twice.add(each);
      seen.add(each);
    }
  }
  for (const id of twice) complain(root.at('paths') ?? root, `operationId ${id} stands twice`);
}
