/** Of the package; the bundler puts it in. */
declare const PACKAGE_VERSION: string;

/** Of the package. */
export const VERSION: string = PACKAGE_VERSION;
/** Of the rules: answers of the same number are the same. */
export const SEMANTICS = 1;
