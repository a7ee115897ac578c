import type { CallSummary } from '@standardiste/shared/contracts/events.ts';
import type { SummaryTurn } from '../integrations/summaries/summaries.ts';

const negative =
  /\b(?:inadmissible|inacceptable|scandaleux|honteux|furieu(?:x|se)|en colère|marre|ras le bol|plainte|arnaque|nul(?:le)?|n'importe quoi|catastrophe|déçue?|insupportable|ça ne va pas)(?![\p{L}])/giu;
const positive =
  /\b(?:parfait|super|génial|excellent|formidable|très bien|impeccable|ravie?|merci beaucoup|avec plaisir|top|content|contente)(?![\p{L}])/giu;

/** What the caller's words say, by counting them: one harsh word weighs as much as two kind ones, for kindness is habit. */
export function sentimentOf(turns: readonly SummaryTurn[]): CallSummary['sentiment'] {
  const said = turns
    .filter(({ role }) => role === 'caller')
    .map(({ text }) => text)
    .join('\n');
  const kind = said.match(positive)?.length ?? 0;
  const harsh = said.match(negative)?.length ?? 0;
  if (harsh > 0 && harsh * 2 >= kind) return 'negative';
  return kind > 0 ? 'positive' : 'neutral';
}
