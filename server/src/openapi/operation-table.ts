import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ApiConfig, ConfigError } from '../config/index.ts';
import type { Operation } from '../model/index.ts';
import type { Complain, Fault, Place } from './document.ts';
import { type Match, RouteTree } from './matching/route-tree.ts';
import type { Surroundings } from './operation.ts';
import { isForeignExtension, readPaths } from './paths.ts';
import { plainDocument } from './plain.ts';
import { Documents } from './references.ts';
import { listed, Remarks } from './remarks.ts';
import { NO_SECURITY, NO_SECURITY_REMEDY, readSchemes } from './security.ts';
import { type Bases, readServers, serversBelow } from './servers.ts';
import { checkReachable, checkShapes } from './template-checks.ts';
import { oneForEachCall } from './variants.ts';

/** The operations of an API, and the matching of calls to them. */
export interface OperationTable {
  operations: Operation[];
  /** Sentences for `doctor` about readings that the API owner may not expect. */
  remarks: string[];
  /** The document in one piece, or `null` if no explorer shows it. */
  document: Record<string, unknown> | null;
  /**
   * `rawPath` is the path as sent, percent-encoded, without query. `host` is the host as served, for an API
   * with several documents.
   */
  match(method: string, rawPath: string, host?: string): Match;
}

/** An OpenAPI document that does not state clearly what each operation needs. */
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
 * Reads what each operation needs from an OpenAPI 3 document in YAML or JSON, and from the local files that
 * it refers to (specification 3.1, "Security Requirement Object": of the entries of `security` "only one …
 * needs to be satisfied"; within one, "all schemes MUST be satisfied"). Throws `OpenApiError` with all
 * problems at once, each with file, line and column. Never guesses, and fetches nothing from the network.
 */
export async function loadOperations(file: string, config: ApiConfig): Promise<OperationTable> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    const why = code === 'ENOENT' ? 'there is no such file' : code;
    throw new ConfigError(config.name, [`the OpenAPI document ${file} cannot be read (${why})`]);
  }
  const documents = new Documents(text, basename(file));
  await addReferred(documents, dirname(file));
  return readOperations(documents, config);
}

/** Does the same for the text of a document that refers to no files; `name` identifies it in errors. */
export function parseOperations(text: string, name: string, config: ApiConfig): OperationTable {
  return readOperations(new Documents(text, name), config);
}

async function addReferred(documents: Documents, folder: string): Promise<void> {
  const files = documents.missing(documents.root.file);
  const tried = new Set(files);
  for (const file of files) {
    // An unreadable file stays missing and is reported where it is referred to.
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

  const swagger = root.at('swagger');
  if (swagger) {
    complain(
      swagger,
      'this is Swagger 2.0, which says what a call needs in other words; convert it to OpenAPI 3, as editor.swagger.io or swagger2openapi do',
    );
    throw new OpenApiError(config.name, faults);
  }
  const version = root.at('openapi');
  if (!/^3\.\d+(\.\d+)?$/.test(version?.text() ?? '')) {
    complain(version ?? root, 'not an OpenAPI 3 document: openapi has to be a version such as 3.1.0');
  }
  const remarks = new Remarks();
  const serversShown = new Map<object | null, unknown>();
  const basesOf = (place: Place, ofWhat: Complain): Bases | null => {
    const servers = place.at('servers');
    const read = readServers(servers, ofWhat);
    if (servers && read) serversShown.set(servers.identity, serversBelow(read));
    return read;
  };
  const bases = basesOf(root, complain) ?? { base: '', others: [] };
  remarks.otherBases(bases);
  const enter = (place: Place | null, ofWhat: Complain) => enterReference(documents, place, ofWhat);
  const schemes = enter(enter(root.at('components'), complain)?.at('securitySchemes') ?? null, complain);
  const around: Surroundings = {
    config,
    schemes: readSchemes(documents, schemes, config, complain),
    security: root.at('security'),
  };
  const { read, placed } = readPaths(enter(root.at('paths'), complain), {
    documents,
    around,
    bases,
    basesOf,
    remarks,
    enter,
    complainOf,
  });
  const operations = oneForEachCall(read, remarks);
  checkShapes(placed);
  const tree = new RouteTree();
  for (const operation of operations) tree.add(operation);
  checkReachable(tree, placed, operations);
  if (operations.length === 0) complain(root.at('paths') ?? root, 'there is no operation under paths');
  checkIds(operations, complain, root);
  const document = config.explorer && faults.length === 0 ? plainDocument(documents, serversShown) : null;
  if (document?.ok === false) complain(root, document.problem);
  if (faults.length > 0) throw new OpenApiError(config.name, withoutRepeats(faults, root, operations.length));

  return {
    operations,
    remarks: remarks.sentences(),
    document: document?.ok ? document.value : null,
    match: (method, rawPath) => tree.match(method, rawPath),
  };
}

/** Some documents name no scopes at all; that is reported once instead of a thousand times. */
function withoutRepeats(faults: Fault[], root: Place, operations: number): Fault[] {
  const silent = faults.filter(({ problem }) => problem === NO_SECURITY).length;
  if (operations < 2 || silent < operations) return oncePerPlace(faults);
  const { file, line, column } = root;
  const problem = `no operation has security, and neither has the document; ${NO_SECURITY_REMEDY}`;
  return [
    { file, line, column, operation: null, problem },
    ...oncePerPlace(faults.filter((each) => each.problem !== NO_SECURITY)),
  ];
}

/** The document's own `security` applies to every operation, so a fault in it is reported once. */
function oncePerPlace(faults: Fault[]): Fault[] {
  const alike = new Map<string, [Fault, ...Fault[]]>();
  for (const fault of faults) {
    const key = JSON.stringify([fault.file, fault.line, fault.column, fault.problem]);
    const others = alike.get(key);
    if (others) others.push(fault);
    else alike.set(key, [fault]);
  }
  return [...alike.values()].map((each) => ({
    ...each[0],
    operation: listed(new Set(each.flatMap(({ operation }) => operation ?? []))) || null,
  }));
}

/**
 * Returns the target of a `$ref`. Rejects siblings that affect the decision: the specification leaves open
 * which of the two applies, and readers differ.
 */
function enterReference(documents: Documents, place: Place | null, complain: Complain): Place | null {
  if (!place?.at('$ref')) return place;
  for (const [key, value] of place.entries() ?? []) {
    if (!isBesideReference(key)) complain(value, `${key} beside $ref is not read`);
  }
  const end = documents.follow(place);
  return end.ok ? end.value : null;
}

function isBesideReference(key: string): boolean {
  return ['$ref', 'summary', 'description'].includes(key) || isForeignExtension(key);
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
