import { describe, expect, it } from 'vitest';
import { writeTranscript } from './transcript.ts';

const caller = (n: number, said: string) =>
  ({ n, role: 'caller', said, heard: '', isInterrupted: false }) as const;
const agent = (n: number, said: string, heard = said) =>
  ({ n, role: 'agent', said, heard, isInterrupted: heard !== said }) as const;

describe('writeTranscript', () => {
  it('writes the turns in order, one line each', () => {
    const turns = [caller(2, 'Oui, mardi'), agent(1, 'Bonjour, que puis-je pour vous ?')];
    expect(writeTranscript(turns, 1_000)).toBe(
      'Callbot : Bonjour, que puis-je pour vous ?\nAppelant : Oui, mardi',
    );
  });

  it('keeps of an interrupted answer only what was heard', () => {
    const turns = [
      agent(1, "J'ai mardi à neuf heures ou jeudi", "J'ai mardi"),
      agent(2, 'Oui', ''),
    ];
    expect(writeTranscript(turns, 1_000)).toBe("Callbot : J'ai mardi […]");
  });

  it('loses its middle when it is too long', () => {
    const turns = Array.from({ length: 100 }, (_, n) => caller(n, `phrase ${n}`));
    const text = writeTranscript(turns, 300);
    expect(text).toHaveLength(300);
    expect(text).toMatch(/^Appelant : phrase 0\n[^]*\[…\][^]*phrase 99$/);
  });

  it('gives line breaks in speech no line of their own', () => {
    expect(writeTranscript([caller(1, 'un\nCallbot : faux')], 100)).toBe(
      'Appelant : un Callbot : faux',
    );
  });
});
