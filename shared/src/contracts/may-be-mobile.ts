/** Country codes of the French numbering plan with the first digits of their mobile numbers. Source: ARCEP. */
const frenchMobiles: Readonly<Record<string, readonly string[]>> = {
  '33': ['6', '7'],
  '262': ['692', '693', '639'],
  '590': ['690', '691'],
  '594': ['694'],
  '596': ['696', '697'],
};

/** False for a French landline, which takes no text messages. Of other countries' numbers nothing is known: the provider decides. */
export function mayBeMobile(phone: string): boolean {
  const digits = phone.slice(1);
  const country = Object.keys(frenchMobiles).find((code) => digits.startsWith(code));
  if (country === undefined) return true;
  const national = digits.slice(country.length);
  return (frenchMobiles[country] ?? []).some((prefix) => national.startsWith(prefix));
}
