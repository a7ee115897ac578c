import { detectIntent } from '@standardiste/shared/french/intent.ts';
import { parseYesNo, type YesNo } from '@standardiste/shared/french/parse-yes-no.ts';
import type { Confirmation } from './call-state.ts';

const refusal =
  /(?<!\p{L})(?:non|pas|jamais|gard\w*|laiss\w*|finalement|plutôt|plus tard)(?!\p{L})/iu;
const assent = /(?<!\p{L})(?:confirmez|validez|allez-y|faites(?:-le)?)(?!\p{L})/iu;

/** How a read-back was answered. « Annulez-le » refuses a booking, and agrees to a cancellation. */
export function readAgreement(text: string, kind: Confirmation['kind'] | undefined): YesNo {
  if (refusal.test(text)) return parseYesNo(text);
  if (kind === 'cancel' && detectIntent(text).intent === 'cancel') return 'yes';
  const answer = parseYesNo(text);
  return answer === 'unclear' && assent.test(text) ? 'yes' : answer;
}
