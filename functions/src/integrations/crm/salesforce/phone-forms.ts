/** French numbers are kept in many spellings; the ones that a number may have been stored under exactly. */
export function storedForms(phone: string): readonly string[] {
  const digits = phone.slice(1);
  const national = nationalForm(phone);
  if (national === undefined) return [phone, digits, `00${digits}`];
  const pairs = national.match(/../g) ?? [];
  const international = `+33 ${national.charAt(1)} ${pairs.slice(1).join(' ')}`;
  return [
    phone,
    digits,
    national,
    international,
    ...[' ', '.', '-'].map((separator) => pairs.join(separator)),
  ];
}

/** Runs of digits under which a phone search may find the number. */
export function searchForms(phone: string): readonly string[] {
  const national = nationalForm(phone);
  const digits = phone.slice(1);
  // « +33 (0)6 … » is indexed with its superfluous zero.
  if (national === undefined) return [digits, `00${digits}`];
  return [digits, national, `00${digits}`, `33${national}`];
}

/** True when what somebody typed into a phone field is this E.164 number. */
export function isSamePhone(stored: string | null | undefined, phone: string): boolean {
  const text = (stored ?? '').replace(/[^\d+]/g, '');
  const digits = text.replace(/^\+|^00/, '');
  const wanted = phone.slice(1);
  if (digits === wanted) return true;
  // « 06 … » and « +33 (0)6 … » are the two ways in which a French number differs from E.164.
  return (
    wanted.startsWith('33') && [`0${wanted.slice(2)}`, `330${wanted.slice(2)}`].includes(digits)
  );
}

function nationalForm(phone: string): string | undefined {
  return /^\+33[1-9]\d{8}$/.test(phone) ? `0${phone.slice(3)}` : undefined;
}
