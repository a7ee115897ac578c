/** The Google Cloud project that the sandbox plays. */
export const sandboxProjectId = 'standardiste-sandbox';
