import { speakInteger, speakNumber } from './speak-number.ts';

/** An amount in cents: « mille deux cent cinquante euros et cinquante centimes », « un euro », « deux millions d'euros ». */
export function speakAmount(amountCents: number): string {
  const euros = Math.floor(amountCents / 100);
  const cents = amountCents % 100;
  if (euros === 0 && cents > 0) return speakCents(cents);
  const spoken = speakInteger(euros);
  const link = spoken.endsWith('million') || spoken.endsWith('millions') ? " d'" : ' ';
  const unit = euros < 2 ? 'euro' : 'euros';
  return `${spoken}${link}${unit}${cents === 0 ? '' : ` et ${speakCents(cents)}`}`;
}

function speakCents(cents: number): string {
  return `${speakInteger(cents)} centime${cents > 1 ? 's' : ''}`;
}

/** « douze virgule cinq pour cent ». */
export function speakPercentage(percent: number): string {
  return `${speakNumber(percent)} pour cent`;
}
