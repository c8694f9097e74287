import { layout } from './layout.ts';
import { messages } from './messages.ts';
import { signIn } from './sign-in.ts';

export const EN = { layout, messages, signIn };
