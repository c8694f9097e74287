import type { Words } from '../type.ts';
import { dashboard } from './dashboard.ts';
import { layout } from './layout.ts';
import { messages } from './messages.ts';
import { signIn } from './sign-in.ts';

export const DE: Words = { dashboard, layout, messages, signIn };
