/** Tells staff, outside the console, that somebody waits. No person's words, name or id ever goes this way. */
export interface Notify {
	/** Resolves when it has been said; rejects when it should be tried again. */
	somebodyWaits(): Promise<void>;
}
