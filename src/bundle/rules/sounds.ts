/** Every audio is one of a topic, can be played on every channel, and speaks the text of today. */
import { parts } from '../../flow/places.ts';
import type { Finding } from '../finding.ts';
import { hashSpoken } from '../hash.ts';
import { LARGEST, SOUNDS, type SoundFile, SPOKEN } from '../sounds.ts';
import type { Sources } from '../sources.ts';

export function findSoundErrors(sources: Sources): Finding[] {
	return [...sources.sounds.flatMap((sound) => findWrong(sources, sound)), ...findUnheard(sources)];
}

function findWrong(sources: Sources, sound: SoundFile): Finding[] {
	const { language, topic, file, opus } = sound;
	if (!isTopic(sources, topic)) {
		return [
			{ rule: 'sound', file, line: 1, what: `there is no topic "${topic}"`, mend: 'correct the name of the file' },
		];
	}
	if ('wrong' in opus) {
		const mend = `record or encode it anew, as Opus in one channel, at most ${LARGEST} bytes: docs/writing-flows.md`;
		return [{ rule: 'sound', file, line: 1, what: `${topic} (${language}): ${opus.wrong}`, mend }];
	}
	if (isFresh(sources, sound)) return [];
	const status = sources.spoken.get(language);
	const marked = status?.value[topic] !== undefined;
	return [
		{
			rule: 'sound',
			file: status?.file ?? `${SOUNDS}/${language}/${SPOKEN}`,
			line: status?.line(topic) ?? 1,
			what: marked
				? `the audio of "${topic}" (${language}) is older than its text, and is not offered`
				: `the audio of "${topic}" (${language}) has no mark of the text it was spoken from, and is not offered`,
			mend: `${marked ? 'let it be spoken anew' : 'make sure it speaks the text of today'}, then: npm run spoken -- --lang ${language} ${topic}`,
			serves: true,
		},
	];
}

/** Marks without a file. */
function findUnheard({ sounds, spoken }: Sources): Finding[] {
	return [...spoken].flatMap(([language, { value, file, line }]) =>
		Object.keys(value)
			.filter((topic) => !sounds.some((sound) => sound.language === language && sound.topic === topic))
			.map((topic) => ({
				rule: 'unused',
				file,
				line: line(topic),
				what: `there is no audio of "${topic}" in ${language}`,
				mend: 'take the line out, or add the file',
			})),
	);
}

/** Was it spoken from what the topic says today? */
export function isFresh({ locales, directory, spoken }: Sources, { language, topic }: SoundFile): boolean {
	const locale = locales.get(language);
	const mark = spoken.get(language)?.value[topic];
	return locale !== undefined && mark !== undefined && mark === hashSpoken(locale, directory.value, topic);
}

function isTopic({ flows }: Sources, id: string): boolean {
	const [flow, name] = parts(id);
	const steps = flows.get(flow)?.value.steps;
	const step = steps && Object.hasOwn(steps, name) ? steps[name] : undefined;
	return step?.do === 'choose' && step.topic !== undefined;
}
