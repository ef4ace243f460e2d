/** Written when the vectors' firmware is built: the modules that vectors are about, by path from the repository's top. */
export declare const MODULES: Map<string, Record<string, unknown>>;
