import { dashboard } from './dashboard.ts';
import { layout } from './layout.ts';
import { messages } from './messages.ts';
import { signIn } from './sign-in.ts';

export const EN = { dashboard, layout, messages, signIn };
