/** Startable workflows, and nothing else: every export here becomes a workflow type. */
export { digest } from './digest.ts';
export { promoteToAdmin } from './promote-to-admin.ts';
export { rotateKeys } from './rotate-keys.ts';
export { sweep } from './sweep.ts';
