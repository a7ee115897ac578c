/** Where vectors are kept, below each profile, and the index that finds the nearest; terraform makes it of this. */
export const vectorIndex = {
  collection: 'knowledgeVectors',
  field: 'embedding',
  /** Firestore takes up to 2,048; 768 keeps most of the quality at a quarter of the size. */
  dimensions: 768,
} as const;
