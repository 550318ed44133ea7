/** Who did something. Names and addresses are looked up when shown; `operator` is the host's user at the command line. */
export interface Actor {
  readonly kind: 'user' | 'operator' | 'system';
  /** Of kind `user`: the ObjectId as hex. */
  readonly user?: string;
  /** userId of a user, or the host's user name of an operator, as it was then. */
  readonly name?: string;
  /** In which role the actor acted. */
  readonly role?: 'administrator' | 'support' | 'candidate' | 'operator';
}

/** Who it was, as the audit names them. */
export const auditedActor = ({ kind, user, name, role }: Actor) => ({
  actor: kind === 'system' ? 'system' : (user ?? `operator:${name ?? ''}`),
  role: role ?? null,
});
