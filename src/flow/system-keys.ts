/** The engine's own sentences: each stands in `locales/<lang>/system.json`, and nothing else does. */
import { type Navigation, navigation } from './schema.ts';

const sentences = [
	'more',
	'list-button',
	'yes',
	'no',
	'hello',
	'hello-yes',
	'hello-other',
	'which-language',
	'found',
	'found-none',
	'none-of-these',
	'not-understood',
	'media',
	'thanks',
	'no-names',
	'draft',
	'checked',
	'overdue',
	'not-approved',
	'emergency',
	'moved',
	'lost',
	'closed',
	'stopped',
	'forgotten',
	'unknown',
	'always',
] as const;

export type SystemKey = (typeof sentences)[number] | `nav.${Navigation}`;
export const systemKeys: SystemKey[] = [...sentences, ...navigation.map((name) => `nav.${name}` as const)];
