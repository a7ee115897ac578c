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
      uses: agentTexts.filter((text) => isIn(wording, text)).length,
      isLast: isIn(wording, last),
    }))
    .sort((a, b) => Number(a.isLast) - Number(b.isLast) || a.uses - b.uses || a.order - b.order);
  return best?.wording ?? '';
}

/** Long enough to tell wordings apart, short enough to be heard before an interruption. */
const beginningLength = 24;

function isIn(wording: string, text: string): boolean {
  return text.includes(wording.slice(0, beginningLength));
}
