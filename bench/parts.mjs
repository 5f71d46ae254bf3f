/** The amounts and nothing else. */
export const AMOUNTS = { calculation: false, digest: false, renewal: false, subscription: false };
