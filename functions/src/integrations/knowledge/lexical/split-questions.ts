const cue = String.raw`(?:est-ce|est ce|combien|comment|quels?|quelles?|quand|qui|où|pourquoi|si (?:on|je|c)|on |il |elle |y a|c'est|ça |il faut|peut-on)`;
const boundaries = new RegExp(
  String.raw`[?!.;…]+\s+|,?\s+et\s+(?=${cue})|,\s+(?=(?:est-ce|combien|comment|quel|quand))`,
  'giu',
);
const asks = new RegExp(
  String.raw`\b(?:est-ce|combien|comment|quels?|quelles?|quand|qui|pourquoi|faut|coûte|coute|dure|peut|finance|prix|tarif|durée|savoir si|y a)\b`,
  'iu',
);
/** Nobody asks more at once; the rest stays with the last. */
const maxQuestions = 3;

/** The questions in what a caller said; « …, et il dure combien de temps ? » is a second one. At least one, in order. */
export function splitQuestions(said: string): readonly string[] {
  const plain = said.replaceAll('’', "'");
  const parts: string[] = [];
  let opening = '';
  for (const part of plain.split(boundaries)) {
    const whole = `${opening} ${part}`.trim();
    // « Je suis au chômage » asks nothing by itself; it says what the next part is about.
    if (asks.test(whole) && parts.length < maxQuestions) {
      parts.push(whole);
      opening = '';
    } else opening = whole;
  }
  if (opening !== '' || parts.length === 0) {
    const last = parts.pop();
    parts.push(last === undefined ? opening : `${last} ${opening}`);
  }
  return parts;
}
