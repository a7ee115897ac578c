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

/** What a `KnowledgeRetriever` that generates answers does beside that. */
export function describeGeneratedAnswers(
  name: string,
  open: (documents: readonly KnowledgeDocument[]) => Promise<
    AsyncDisposable & {
      readonly retriever: Required<KnowledgeRetriever>;
      readonly failNext: () => void;
    }
  >,
): void {
  const { signal } = new AbortController();
  const question = { profileId: 'ecole-demo', question: 'Quels sont vos tarifs ?', limit: 3 };

  describe(`${name} keeps the contract of generated answers`, () => {
    it('tells what an answer stands on before the answer itself', async () => {
      await using under = await open(documents);
      await using generated = await under.retriever.answer(question, signal);
      const { findings } = generated;
      expect(findings).toMatchObject({ isRelevant: true, answer: null });
      expect(findings.passages[0]).toMatchObject({ documentId: 'tarifs' });
      let text = '';
      for await (const piece of generated.text) text += piece;
      expect(text).not.toBe('');
      expect((await under.retriever.search(question, signal)).answer).toBe(text);
    });

    it('may be left before its end', async () => {
      await using under = await open(documents);
      await (await under.retriever.answer(question, signal))[Symbol.asyncDispose]();
      await using again = await under.retriever.answer(question, signal);
      for await (const piece of again.text) if (piece !== '') break;
    });

    it('does not take a failure for an empty answer', async () => {
      await using under = await open(documents);
      under.failNext();
      await expect(under.retriever.answer(question, signal)).rejects.toThrow();
    });

    it("throws the signal's reason when it aborts", async () => {
      await using under = await open(documents);
      const reason = new Error('lease over');
      await expect(under.retriever.answer(question, AbortSignal.abort(reason))).rejects.toBe(
        reason,
      );
    });
  });
}
