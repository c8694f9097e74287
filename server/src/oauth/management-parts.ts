import type { Parts } from '../manage/api/parts.ts';
import { connectOwn } from './consent/own-connection.ts';

/** The parts of the management API that OAuth's endpoints have as well. */
export const MANAGEMENT_PARTS: Parts = { connectOwn };
