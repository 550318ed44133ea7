/** Startable workflows, and nothing else: every export here becomes a workflow type. */
export { promoteToAdmin } from './promote-to-admin.ts';
