import { readEmailPieces } from './email-pieces.ts';
import { onlyDomains } from './tables/email-words.ts';

export interface EmailReading {
  /** The whole address in lower case; undefined until it is complete and well formed. */
  email: string | undefined;
  /** What was understood of the part before the arobase. */
  localPart: string;
  /** What was understood of the part after it; undefined before an arobase was said. */
  domain: string | undefined;
  isComplete: boolean;
  /** 1 as said; less where an ending was added (« gmail » alone) or a provider was heard wrongly. */
  confidence: number;
}

const localPattern = /^[a-z0-9](?:[a-z0-9_+-]|\.(?!\.)){0,63}$/;
const domainPattern =
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?){0,4}\.[a-z]{2,24}$/;

/**
 * The e-mail address that a text dictates: « jean point dupont arobase gé mail point com », spelled letters, « deux n », « B comme
 * Berthe », or written as it is. Accents are dropped. A correction that says an address again replaces the first; one that says
 * an ending (« non, point com ») replaces the ending.
 */
export function parseEmail(text: string, options: { soFar?: string } = {}): EmailReading {
  const { local, domain, confidence } = readEmailPieces(fromAddress(text), options.soFar ?? '');
  if (domain === undefined) return partial(local, undefined);
  const whole = completeDomain(domain);
  if (whole === undefined || !isLocalPart(local) || whole.length > 253)
    return partial(local, domain);
  const isAdded = whole !== domain;
  return {
    email: `${local}@${whole}`,
    localPart: local,
    domain: whole,
    isComplete: true,
    confidence: isAdded ? Math.min(confidence, 0.7) : confidence,
  };
}

/** « Nadia Perrin, et mon mail c'est … »: what comes before the word for an address belongs to something else. */
const announcement =
  /\b(?:adresse(?:\s+(?:e-?mail|mail|électronique))?|e-?mail|mail|courriel)[\s,:]+(?:c['’]est[\s,:]+|est[\s,:]+)?/i;

function fromAddress(text: string): string {
  const found = announcement.exec(text);
  if (found === null) return text;
  const rest = text.slice(found.index + found[0].length);
  return /@|arobase|\bat\b/i.test(rest) ? rest : text;
}

function partial(localPart: string, domain: string | undefined): EmailReading {
  return { email: undefined, localPart, domain, isComplete: false, confidence: 0 };
}

function isLocalPart(local: string): boolean {
  return localPattern.test(local) && !local.endsWith('.');
}

function completeDomain(domain: string): string | undefined {
  if (domainPattern.test(domain)) return domain;
  return onlyDomains[domain];
}
