import type { Words } from '../type.ts';
import { layout } from './layout.ts';
import { messages } from './messages.ts';
import { signIn } from './sign-in.ts';

export const NL: Words = { layout, messages, signIn };
