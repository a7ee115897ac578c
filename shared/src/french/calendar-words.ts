/** Monday first, as ISO counts them. */
export const weekdayNames = [
  'lundi',
  'mardi',
  'mercredi',
  'jeudi',
  'vendredi',
  'samedi',
  'dimanche',
] as const;

export const monthNames = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
] as const;

/** The name of an ISO weekday, 1 to 7. @throws TypeError for any other number. */
export function weekdayName(weekday: number): string {
  return nameOf(weekdayNames, weekday);
}

/** The name of a month, 1 to 12. @throws TypeError for any other number. */
export function monthName(month: number): string {
  return nameOf(monthNames, month);
}

function nameOf(names: readonly string[], number: number): string {
  const name = names[number - 1];
  if (name === undefined) throw new TypeError(`Expected 1 to ${names.length}, got ${number}`);
  return name;
}
