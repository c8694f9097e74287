import { StartError } from '../../config/environment/start-error.ts';

/** A database that a start has to migrate before this version can read it. */
export class MigrationDue extends StartError {
  override name = 'MigrationDue';
}
