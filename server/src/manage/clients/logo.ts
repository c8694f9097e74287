import { z } from 'zod';
import { auditEvent } from '../../audit/event.ts';
import { sha256 } from '../../lib/compare.ts';
import { readPicture } from '../../lib/picture.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { type Client, type ClientLogo, isVouchedFor } from '../../model/index.ts';
import { verificationOf } from '../../rules/client/verification.ts';
import { type Sentence, sentence } from '../../words/sentence.ts';
import {
  CHANGED_MEANWHILE,
  type ManageAnswer,
  type ManageCall,
  operation,
  refuse,
  unknown,
} from '../api/operation.ts';
import { clientOf } from './found.ts';
import { client, shownClient } from './shown.ts';

const LARGEST = 128 * 1024;
const LEAST_SIDE = 32;
const MOST_SIDE = 1_024;

const COMMON = { noun: 'clients', whom: 'developer', path: '/clients/{client}/logo' } as const;
const MEANWHILE = {
  changed_meanwhile: [412, 'somebody changed it at the same moment.'],
} as const;

export const clientLogoOperations = [
  operation({
    ...COMMON,
    id: 'setClientLogo',
    method: 'PUT',
    summary: 'Give a client a picture, which people see where it is verified',
    description: `A PNG, JPEG or WebP of at most ${LARGEST / 1024} KiB, ${LEAST_SIDE} to ${MOST_SIDE} pixels wide and high, that does not move. It is kept here, so the browser of nobody who looks at it tells another host. Another picture ends the client’s verification, unless an operator makes the change.`,
    body: z.strictObject({
      data: z
        .base64()
        .max(Math.ceil(LARGEST / 3) * 4)
        .describe('The picture, in base64.'),
    }),
    answer: { status: 200, schema: client },
    problems: { logo_unusable: [422, 'the picture cannot be used: `detail` says why.'], ...MEANWHILE },
    async handle(call) {
      const logo = logoOf(call.body.data);
      if (!logo.ok) return refuse(422, 'logo_unusable', logo.problem);
      return change(call, logo.value);
    },
  }),
  operation({
    ...COMMON,
    id: 'removeClientLogo',
    method: 'DELETE',
    summary: 'Take a client’s picture away',
    answer: { status: 200, schema: client },
    problems: MEANWHILE,
    handle: (call) => change(call, null),
  }),
];

type NewLogo = Omit<ClientLogo, 'clientId'>;

/** Returns a picture that may be shown to people, or why it may not. */
function logoOf(data: string): Result<NewLogo, Sentence> {
  const bytes = Buffer.from(data, 'base64');
  const picture = readPicture(bytes);
  if (!picture) return refused(sentence('noPicture'));
  const { type, width, height, moves } = picture;
  if (moves) return refused(sentence('pictureMoves'));
  if (Math.min(width, height) < LEAST_SIDE || Math.max(width, height) > MOST_SIDE) {
    return refused(sentence('pictureSize', width, height, LEAST_SIDE, MOST_SIDE));
  }
  return ok({ hash: sha256(bytes), type, data: bytes.toString('base64') });
}

async function change(
  { api, request, path, actor }: ManageCall,
  logo: NewLogo | null,
): Promise<ManageAnswer> {
  const found = await clientOf(api, path);
  if (!found) return unknown('client');
  const before = found.client;
  const { logo: had, verified: _, ...others } = before.settings;
  if ((had ?? null) === (logo?.hash ?? null)) return { status: 200, body: shownClient(before) };
  const settings = {
    ...others,
    ...(logo ? { logo: logo.hash } : {}),
    // The operator has not seen a new picture of its owner.
    ...verificationOf(before, actor.as === 'api' || logo === null),
  };
  const next: Client = { ...before, settings };
  const { ownerUserId: userId, tenantId, id: clientId, mode } = before;
  const row = auditEvent(api, request, 'client.changed', {
    ...{ userId, tenantId, clientId, mode },
    detail: {
      ...{ name: before.name, logo: logo?.hash.slice(0, 12) ?? null, verified: isVouchedFor(next, null) },
      by: actor.by,
    },
  });
  const outcome = await api.store.updateClient(next, [row], before, logo && { ...logo, clientId });
  if (outcome === 'outdated') return CHANGED_MEANWHILE;
  return outcome === 'updated' ? { status: 200, body: shownClient(next) } : unknown('client');
}
