import { nameOf } from '../shell/speak.ts';

/** Those the flows speak; a card can name others later. */
const offered = ['nl', 'en', 'ro', 'bg', 'hu', 'pl', 'es', 'pt', 'th', 'zh', 'de', 'fr'];

export interface LanguageTicksProps {
	legend: string;
	languages: string[];
	onLanguages: (languages: string[]) => void;
}

export function LanguageTicks({ legend, languages, onLanguages }: LanguageTicksProps) {
	return (
		<fieldset class="ticks">
			<legend>{legend}</legend>
			{offered.map((code) => (
				<label key={code}>
					<input
						type="checkbox"
						checked={languages.includes(code)}
						onChange={(event) => {
							const others = languages.filter((other) => other !== code);
							onLanguages(event.currentTarget.checked ? [...others, code] : others);
						}}
					/>
					{nameOf(code)}
				</label>
			))}
		</fieldset>
	);
}
