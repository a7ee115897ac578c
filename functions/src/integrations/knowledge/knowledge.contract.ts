import { describe, expect, it } from 'vitest';
import type { KnowledgeDocument } from '@standardiste/shared/contracts/profile.ts';
import type { KnowledgeRetriever } from './knowledge.ts';

/** A retriever over some documents. */
export interface KnowledgeRetrieverUnderTest extends AsyncDisposable {
  readonly retriever: KnowledgeRetriever;
  /** Makes the next search fail where the answers come from. */
  failNext(): void;
}

const documents: readonly KnowledgeDocument[] = [
  {
    id: 'tarifs',
    title: 'Tarifs et financement',
    text: 'Le BTS coûte 2 900 euros par an, payables en dix mensualités sans frais.\n\nLe financement par le CPF est possible pour les salariés.',
  },
  {
    id: 'alternance',
    title: "L'alternance",
    text: "En alternance, vous passez trois jours par semaine en entreprise et deux jours en formation. L'école vous aide à trouver un employeur.",
  },
];

/** What every `KnowledgeRetriever` does. */
export function describeKnowledgeRetriever(
  name: string,
  open: (documents: readonly KnowledgeDocument[]) => Promise<KnowledgeRetrieverUnderTest>,
): void {
  const { signal } = new AbortController();
  const ask = (question: string, limit = 3) => ({ profileId: 'ecole-demo', question, limit });

  describe(`${name} keeps the KnowledgeRetriever contract`, () => {
    it('finds the passage that answers', async () => {
      await using under = await open(documents);
      const findings = await under.retriever.search(ask("Comment se passe l'alternance ?"), signal);
      expect(findings.isRelevant).toBe(true);
      expect(findings.passages[0]).toMatchObject({
        documentId: 'alternance',
        title: "L'alternance",
      });
      expect(findings.passages[0]?.text).toContain('trois jours par semaine');
    });

    it('says that it knows nothing about what no document tells', async () => {
      await using under = await open(documents);
      const findings = await under.retriever.search(
        ask('Avez-vous une piscine olympique ?'),
        signal,
      );
      expect(findings.isRelevant).toBe(false);
    });

    it('knows nothing without documents', async () => {
      await using under = await open([]);
      const findings = await under.retriever.search(ask('Quels sont vos tarifs ?'), signal);
      expect(findings).toMatchObject({ passages: [], isRelevant: false });
    });

    it('gives no more passages than asked for, best first', async () => {
      await using under = await open(documents);
      const one = await under.retriever.search(ask('financement CPF et alternance', 1), signal);
      expect(one.passages).toHaveLength(1);
      const { passages } = await under.retriever.search(
        ask('financement CPF et alternance', 5),
        signal,
      );
      const scores = passages.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      for (const score of scores) expect(score).toBeGreaterThanOrEqual(0);
      for (const score of scores) expect(score).toBeLessThanOrEqual(1);
    });

    it('takes anything for a question', async () => {
      await using under = await open(documents);
      for (const question of [
        '',
        ' ',
        '???',
        '😀',
        'le la les',
        "'",
        'a'.repeat(500),
        '\\ " { } $where',
      ]) {
        const findings = await under.retriever.search(ask(question || '-'), signal);
        expect(findings.isRelevant).toBe(false);
      }
    });

    it('does not take a failure for an empty answer', async () => {
      await using under = await open(documents);
      under.failNext();
      await expect(
        under.retriever.search(ask('Quels sont vos tarifs ?'), signal),
      ).rejects.toThrow();
      const findings = await under.retriever.search(ask('Quels sont vos tarifs ?'), signal);
      expect(findings.isRelevant).toBe(true);
    });

    it("throws the signal's reason when it aborts", async () => {
      await using under = await open(documents);
      const reason = new Error('lease over');
      const aborted = under.retriever.search(ask('tarifs'), AbortSignal.abort(reason));
      await expect(aborted).rejects.toBe(reason);
    });
  });
}
