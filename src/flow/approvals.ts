/** What was said of texts apart from the files, at the Desk, and what may be shown then. Data beside the bundle, as the roster is. */
import type { Approved, CompiledBundle, Language, StepId } from './bundle.ts';

/** The last word about one text: it may be shown, or no longer. It counts for the text it names by hash, and for no other. */
export interface Verdict {
	language: Language;
	topic: StepId;
	/** Of the text as it was read: `TextStanding`. */
	hash: string;
	approved: boolean;
	/** A role, as people read it. */
	by: string;
	/** `2026-11-27` */
	on: string;
}

/** Approved by file or at the Desk. Who has spoken at the Desk about this very text is heard before the file, also with a no. */
export function approvedWith(bundle: CompiledBundle, verdicts: readonly Verdict[]): Approved {
	const approved: Approved = { ...bundle.approved };
	for (const { language, topic, hash, approved: yes, by, on } of verdicts) {
		if (!isAbout(bundle, language, topic, hash)) continue;
		const { [topic]: _, ...others } = approved[language] ?? {};
		approved[language] = yes ? { ...others, [topic]: { by, on } } : others;
	}
	return approved;
}

/** Is that the hash of the text as it stands in this bundle? An edit has made another of it. */
export function isAbout({ standing }: CompiledBundle, language: Language, topic: StepId, hash: string): boolean {
	const topics = Object.hasOwn(standing, language) ? standing[language]?.topics : undefined;
	return topics !== undefined && Object.hasOwn(topics, topic) && topics[topic]?.hash === hash;
}
