import { aboutOperations } from './about/operations.ts';
import { alertOperations } from './alerts/operations.ts';
import type { ManageOperation } from './api/operation.ts';
import { explainOperations } from './audit/explain-operations.ts';
import { auditOperations } from './audit/operations.ts';
import { callOperations } from './calls/operations.ts';
import { clientOperations } from './clients/operations.ts';
import { connectionChangeOperations } from './connections/change-operations.ts';
import { connectionOperations } from './connections/operations.ts';
import { developerOperations } from './developers/operations.ts';
import { groupRoleOperations } from './directory/group-role-operations.ts';
import { keyOperations } from './keys/operations.ts';
import { managementTokenOperations } from './management-tokens/operations.ts';
import { invitationOperations } from './members/invitation-operations.ts';
import { memberOperations } from './members/operations.ts';
import { nodeOperations } from './nodes/operations.ts';
import { operatorOperations } from './operators/operations.ts';
import { ownOperations } from './own/operations.ts';
import { preferenceOperations } from './own/preference-operations.ts';
import { quickStartOperations } from './quick-starts/operations.ts';
import { registrationTokenOperations } from './registration-tokens/operations.ts';
import { roleOperations } from './roles/operations.ts';
import { settingOperations } from './settings/operations.ts';
import { signInChallengeOperations } from './sign-in-challenges/operations.ts';
import { tenantProviderOperations } from './tenant-provider/operations.ts';
import { tenantOperations } from './tenants/operations.ts';
import { allTokenOperations } from './tokens/all-operations.ts';
import { personalTokenOperations } from './tokens/operations.ts';
import { usageOperations } from './usage/operations.ts';
import { factorOperations } from './users/factor-operations.ts';
import { userOperations } from './users/operations.ts';
import { webhookOperations } from './webhooks/operations.ts';

/** All operations of the management API, in the order of its document. */
export const OPERATIONS: readonly ManageOperation[] = [
  ...ownOperations,
  ...preferenceOperations,
  ...aboutOperations,
  ...tenantOperations,
  ...userOperations,
  ...factorOperations,
  ...memberOperations,
  ...invitationOperations,
  ...roleOperations,
  ...callOperations,
  ...usageOperations,
  ...auditOperations,
  ...explainOperations,
  ...clientOperations,
  ...quickStartOperations,
  ...connectionOperations,
  ...connectionChangeOperations,
  ...alertOperations,
  ...personalTokenOperations,
  ...allTokenOperations,
  ...webhookOperations,
  ...registrationTokenOperations,
  ...settingOperations,
  ...keyOperations,
  ...nodeOperations,
  ...operatorOperations,
  ...developerOperations,
  ...managementTokenOperations,
  ...signInChallengeOperations,
  ...tenantProviderOperations,
  ...groupRoleOperations,
];
