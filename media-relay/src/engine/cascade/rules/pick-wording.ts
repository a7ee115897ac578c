/**
 * One of several wordings: the one said least often so far, and never the one just said. `agentTexts` is what the agent said
 * before, oldest first, as it was heard, so a wording counts as said once its beginning was heard.
 */
export function pickWording(wordings: readonly string[], agentTexts: readonly string[]): string {
  const last = agentTexts.at(-1) ?? '';
  const [best] = wordings
    .map((wording, order) => ({
      wording,
      order,
      uses: agentTexts.filter((text) => beginsIn(wording, text)).length,
      isLast: beginsIn(wording, last),
    }))
    .sort((a, b) => Number(a.isLast) - Number(b.isLast) || a.uses - b.uses || a.order - b.order);
  return best?.wording ?? '';
}

/** Long enough to tell wordings apart, short enough to be heard before an interruption. */
const beginningLength = 24;

/** Whether one of the wordings was said in a text. */
export function isIn(wordings: readonly string[], text: string): boolean {
  return wordings.some((wording) => beginsIn(wording, text));
}

function beginsIn(wording: string, text: string): boolean {
  return text.includes(wording.slice(0, beginningLength));
}
