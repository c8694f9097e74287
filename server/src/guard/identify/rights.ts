import {
  dependsOnParameters,
  type Effective,
  effectivePermission,
  type Held,
} from '../../access/effective.ts';
import { narrowPermissions, permissionsOf } from '../../access/roles.ts';
import type { ApiConfig } from '../../config/index.ts';
import type { Quota } from '../../limits/counters.ts';
import type { AuditEvent, Grant, Operation, ResourceRef, User } from '../../model/index.ts';

/** The parts of a decision that follow from a caller and an operation alone. Each part is worked out at its first use. */
export interface AtOperation {
  /** `undefined` also where it depends on the parameters. */
  effective: Effective | undefined;
  limits: Limited | undefined;
  /** The detail in the row of an allowed call, but for a call with something of its own in it. */
  detail: AuditEvent['detail'] | undefined;
}

/** The quotas of calls, and the `RateLimit-Policy` that tells of them. */
export interface Limited {
  quotas: readonly Quota[];
  policy: string;
}

/** So many operations are remembered of each caller. */
const OPERATIONS = 4;

/** The rows that a caller's rights follow from. */
export interface Basis {
  user: User | null;
  role: string | null;
  customPermissions: readonly string[] | null;
  grant: Grant | null;
  /** The resources that limit it; `null`: none do. */
  resources: readonly ResourceRef[] | null;
  /** The expanded scopes that both the token and the grant hold. */
  scopes: ReadonlySet<string>;
}

/**
 * The rights of a caller that follow from its rows and the configuration, at whatever operation. Each part is worked out at its first use,
 * and then serves every call for as long as those rows are remembered: so the API's own code must not be able to change it.
 */
export class Rights {
  /** The limits of its calls, by the classes of the scopes that open them. */
  readonly limits = new Map<string, Limited>();
  readonly #config: ApiConfig;
  readonly #basis: Basis;
  #held: Held | undefined;
  #permissions: readonly string[] | undefined;
  #scopes: readonly string[] | undefined;
  readonly #atOperations = new Map<Operation, AtOperation>();

  constructor(config: ApiConfig, basis: Basis) {
    this.#config = config;
    this.#basis = basis;
  }

  /** The rights that it holds now. A client that acts for itself has no role. */
  get held(): Held {
    this.#held ??= this.#hold();
    return this.#held;
  }

  /** The permissions that it may use: a token never permits more than its user may do now. */
  get permissions(): readonly string[] {
    const { permissions, ceiling } = this.held;
    this.#permissions ??= Object.freeze(narrowPermissions(permissions ?? [], ceiling ?? ['*']));
    return this.#permissions;
  }

  /** Returns the parts that its calls to an operation share. A check that works out a further one notes it there. */
  at(operation: Operation): AtOperation {
    const known = this.#atOperations.get(operation);
    if (known) return known;
    const { held } = this;
    const effective = dependsOnParameters(held, operation)
      ? undefined
      : effectivePermission(held, operation, {});
    const made: AtOperation = { effective, limits: undefined, detail: undefined };
    if (this.#atOperations.size >= OPERATIONS) this.#atOperations.clear();
    this.#atOperations.set(operation, made);
    return made;
  }

  get scopes(): readonly string[] {
    this.#scopes ??= Object.freeze([...this.#basis.scopes]);
    return this.#scopes;
  }

  #hold(): Held {
    const { user, role, customPermissions, grant, resources, scopes } = this.#basis;
    const ofRole = role === null ? null : permissionsOf(this.#config, role, customPermissions);
    return {
      scopes,
      permissions: user ? ofRole : ['*'],
      ceiling: grant?.ceiling ?? null,
      resources,
      userId: user?.id ?? null,
    };
  }
}
