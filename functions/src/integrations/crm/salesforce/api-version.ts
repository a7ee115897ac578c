/** Summer '26. Pinned, because jsforce's own default is 50.0; in a file of its own, so that reading it loads no client. */
export const salesforceApiVersion = '67.0';
