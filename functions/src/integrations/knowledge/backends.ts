/** What measures and tools outside this package may open. */
export { createLexicalRetriever } from './lexical/lexical-retriever.ts';
