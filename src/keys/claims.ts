/**
 * Whether an opened header is of this type and names exactly these claims as critical. Imports nothing: service and
 * reader bundle it alike.
 * @param typ null where the format has none
 */
export function claimsExactly(header: object, typ: string | null, critical: readonly string[]): boolean {
  const { typ: claimed, crit = [] } = header as { readonly typ?: unknown; readonly crit?: readonly string[] };
  const named = new Set(crit);
  return (
    (typ === null || claimed === typ) && named.size === critical.length && critical.every((name) => named.has(name))
  );
}
