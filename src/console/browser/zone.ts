/**
 * Chooses the time zone of this device where nobody has chosen one yet.
 *
 *   select[data-guess]            holds UTC still; the device's zone is chosen, if it is offered
 *   [data-part=zone-found][hidden]  shown then: says so
 */
const select = document.querySelector<HTMLSelectElement>('select[data-guess]');
const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const offered = [...(select?.options ?? [])].some(({ value }) => value === zone);
if (select?.value === 'UTC' && zone !== 'UTC' && offered) {
  select.value = zone;
  const found = document.querySelector<HTMLElement>('[data-part=zone-found]');
  if (found) found.hidden = false;
}
